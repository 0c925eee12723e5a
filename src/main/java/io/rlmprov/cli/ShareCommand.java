package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.classroom.ClassList;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.TarPayload;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Names;
import io.rlmprov.model.Payload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code rlmprov share}: gives a file or folder to everybody, now and at the next start of a server.
 *
 * @param path of this machine
 */
record ShareCommand(Surroundings around, HubOptions options, Path path) {
    /** Returns the exit code. */
    int run() {
        if (options.json() && !options.yes()) {
            throw options.misuse(Run.NEEDS_YES);
        }
        SortedMap<String, FileContent> files = shown(ContentFiles.shared(path));
        String name = files.firstKey().split("/", 2)[0];
        String what = files.size() == 1 ? files.firstKey() : name + " (" + files.size() + " files)";
        return ClassSession.of(around, options, session -> {
            long now = ClassList.parse(
                            session.run().read("class-users.sh", "reading the users of hub " + session.hub(), Map.of()))
                    .people()
                    .stream()
                    .filter(person -> person.running().isPresent())
                    .count();
            session.intend("gives " + what + " to everybody: to " + now
                    + (now == 1 ? " running server" : " running servers")
                    + " now, to all others when they start. Copies that users have edited are kept.");
            new Prompt(around, options.yes()).confirm("Do you want to share this?");
            SortedMap<String, String> servers = session.run().locked("share", what, () -> share(session, files, what));
            return session.done(text(what, servers), node -> write(node, files.keySet(), servers));
        });
    }

    /** Users' servers bring no hidden files. */
    private SortedMap<String, FileContent> shown(SortedMap<String, FileContent> files) {
        SortedMap<String, FileContent> shown = new TreeMap<>(files);
        shown.keySet().removeIf(file -> Arrays.stream(file.split("/", -1)).anyMatch(part -> part.startsWith(".")));
        if (shown.isEmpty()) {
            throw new RlmprovException(
                    path + " is hidden, or has hidden files only, which are not shared.",
                    "Give it a name that does not begin with a dot.");
        }
        return shown;
    }

    private static SortedMap<String, String> share(
            ClassSession session, SortedMap<String, FileContent> files, String what) {
        TarPayload tar = new TarPayload();
        files.forEach((file, content) -> tar.add(file, content, "0644"));
        String folder = new Names(session.hub()).directory() + "/class/shared";
        session.run().run("write-files.sh", "writing the files", Map.of("DIR", folder), tar, _ -> {});
        String news = "Your teacher shared " + what + ". It is in your files.";
        SortedMap<String, String> servers = new TreeMap<>();
        session.run()
                .run("class-share.sh", "bringing the files to servers", Map.of("NEWS", news), Payload.NONE, _ -> {})
                .out()
                .lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && words[0].matches("brought|kept|later|failed"))
                .forEach(words -> servers.put(words[1], words[0]));
        return servers;
    }

    private static String text(String what, SortedMap<String, String> servers) {
        StringBuilder text = new StringBuilder("Shared ").append(what).append(".\n");
        told(text, servers, "brought", "Running servers that have it now");
        told(text, servers, "kept", "Had an edited copy, which is kept; the new file is beside it");
        told(text, servers, "later", "Started before this hub could share, and get it with their next start");
        told(text, servers, "failed", "Did not take it; it comes with their next start");
        return text.toString();
    }

    private static void told(StringBuilder text, SortedMap<String, String> servers, String state, String sentence) {
        List<String> users = servers.entrySet().stream()
                .filter(each -> each.getValue().equals(state))
                .map(Map.Entry::getKey)
                .toList();
        if (!users.isEmpty()) {
            text.append(sentence).append(": ").append(String.join(", ", users)).append('\n');
        }
    }

    private static void write(ObjectNode node, Collection<String> files, SortedMap<String, String> servers) {
        files.forEach(node.putArray("files")::add);
        ObjectNode each = node.putObject("servers");
        servers.forEach(each::put);
    }
}
