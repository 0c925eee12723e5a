package io.rlmprov.cli;

import io.rlmprov.classroom.Collection;
import io.rlmprov.classroom.Collection.Copy;
import io.rlmprov.classroom.HomePath;
import io.rlmprov.config.Printable;
import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code rlmprov collect}: copies everybody's file or folder to this machine.
 *
 * @param path in the users' homes
 * @param to an empty or new folder; each user gets a folder in it
 */
record CollectCommand(Surroundings around, HubOptions options, String path, Path to) {
    /** Returns the exit code. */
    int run() {
        HomePath wanted = HomePath.of(path);
        requireEmpty();
        return ClassSession.of(around, options, session -> {
            session.intend("copies everybody's " + wanted.text() + " to " + to + ". Nothing is changed on the host.");
            Collection collection = session.run().locked("collect", wanted.text(), () -> collect(session, wanted));
            return session.done(text(collection, wanted), node -> {
                node.put("folder", to.toString());
                collection.writeTo(node);
            });
        });
    }

    private void requireEmpty() {
        try {
            if (!Files.exists(to)) {
                return;
            }
            if (Files.isDirectory(to)) {
                try (Stream<Path> there = Files.list(to)) {
                    if (there.findAny().isEmpty()) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        throw new RlmprovException(
                to + " is there and not an empty folder, and collect replaces nothing.",
                "Name a new folder with --to.");
    }

    private Collection collect(ClassSession session, HomePath wanted) {
        try {
            Path folder = Files.createDirectories(to).toRealPath();
            // In the folder itself: there is as much space as the copies need.
            Path archive = Files.createTempFile(folder, ".collect", ".tar");
            try {
                try (OutputStream out = Files.newOutputStream(archive)) {
                    session.run()
                            .fetch(
                                    "class-collect.sh",
                                    "collecting " + wanted.text(),
                                    Map.of("COLLECT", wanted.text()),
                                    out,
                                    _ -> {});
                }
                try (InputStream in = Files.newInputStream(archive)) {
                    return Collection.unpack(in, folder);
                }
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private RlmprovException unwritable(IOException e) {
        return new RlmprovException(
                to + " cannot be written to: " + e.getMessage(), "Name another folder with --to.", e);
    }

    private String text(Collection collection, HomePath wanted) {
        StringBuilder text = new StringBuilder();
        long files = 0;
        long users = 0;
        for (Map.Entry<String, Copy> each : collection.copies().entrySet()) {
            Copy copy = each.getValue();
            files += copy.files();
            users += copy.files() > 0 ? 1 : 0;
            copy.leftOut()
                    .forEach(reason -> text.append("Left out of ")
                            .append(each.getKey())
                            .append(": ")
                            .append(reason)
                            .append('\n'));
        }
        String without = collection.copies().entrySet().stream()
                .filter(each -> each.getValue().files() == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        text.append("Collected ")
                .append(files)
                .append(files == 1 ? " file of " : " files of ")
                .append(users)
                .append(users == 1 ? " user in " : " users in ")
                .append(to)
                .append(".\n");
        if (!without.isEmpty()) {
            text.append("Without ")
                    .append(wanted.text())
                    .append(": ")
                    .append(without)
                    .append('\n');
        }
        // Users name their files.
        return Printable.lines(text.toString());
    }
}
