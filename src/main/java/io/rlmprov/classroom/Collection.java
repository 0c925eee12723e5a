package io.rlmprov.classroom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.TarMembers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Copies of a file or folder that were collected from users' homes, in a folder for each user.
 *
 * @param copies what each user had, by name; users who had none are in it, too
 */
public record Collection(SortedMap<String, Copy> copies) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT = "report.json";

    /**
     * What one user had.
     *
     * @param leftOut what was not collected, each with the reason
     */
    public record Copy(long files, long bytes, List<String> leftOut) {}

    /**
     * Unpacks an archive of collect.py into a folder. Nothing is written outside of it, and nothing that is there is
     * replaced.
     *
     * @throws RlmprovException if the archive is not whole, or the folder cannot be written to
     */
    public static Collection unpack(InputStream archive, Path folder) {
        SortedMap<String, Copy> copies = new TreeMap<>();
        SortedMap<String, List<String>> refused = new TreeMap<>();
        try {
            TarMembers.read(archive, (name, content) -> {
                if (name.equals(REPORT)) {
                    copies.putAll(report(JSON.readTree(content.readAllBytes())));
                } else if (!unpack(name, content, folder)) {
                    refused.computeIfAbsent(name.split("/", 2)[0], _ -> new ArrayList<>())
                            .add(name + ": a name that this machine does not take");
                }
            });
        } catch (IOException e) {
            throw new RlmprovException(
                    "What was collected could not be unpacked into " + folder + ": " + e.getMessage(),
                    "See whether the disk is full, and name another folder.",
                    e);
        }
        if (copies.isEmpty()) {
            throw new RlmprovException("What the host sent is not whole.", "Run the command again.");
        }
        refused.forEach((user, names) -> copies.computeIfPresent(user, (_, copy) -> without(copy, names)));
        return new Collection(copies);
    }

    private static Copy without(Copy copy, List<String> names) {
        List<String> leftOut = new ArrayList<>(copy.leftOut());
        leftOut.addAll(names);
        return new Copy(copy.files() - names.size(), copy.bytes(), List.copyOf(leftOut));
    }

    private static boolean unpack(String name, InputStream content, Path folder) throws IOException {
        Path target;
        try {
            target = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return false;
        }
        // A file system that ignores case takes only the first of two such names.
        if (!target.startsWith(folder) || target.equals(folder) || Files.exists(target)) {
            return false;
        }
        Files.createDirectories(target.resolveSibling("."));
        Files.copy(content, target);
        return true;
    }

    private static SortedMap<String, Copy> report(JsonNode report) {
        SortedMap<String, Copy> copies = new TreeMap<>();
        for (JsonNode user : report.path("users")) {
            List<String> leftOut = new ArrayList<>();
            user.path("leftOut").forEach(reason -> leftOut.add(reason.asText()));
            copies.put(
                    user.path("name").asText(),
                    new Copy(user.path("files").asLong(), user.path("bytes").asLong(), List.copyOf(leftOut)));
        }
        return copies;
    }

    /** For programs: {@code users}, each with its files, bytes and what was left out. */
    public void writeTo(ObjectNode node) {
        ArrayNode users = node.putArray("users");
        copies.forEach((name, copy) -> {
            ObjectNode user = users.addObject()
                    .put("name", name)
                    .put("files", copy.files())
                    .put("bytes", copy.bytes());
            ArrayNode leftOut = user.putArray("leftOut");
            copy.leftOut().forEach(leftOut::add);
        });
    }
}
