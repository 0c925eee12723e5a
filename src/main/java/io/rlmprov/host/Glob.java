package io.rlmprov.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * glob(3), as {@code Include} of ssh_config means it: wildcards in any part of the path, and names that begin with a
 * dot only where the pattern does, which Java's own globs do not mind.
 */
final class Glob {
    private Glob() {}

    /** What matches, in the order of the names. */
    static List<Path> paths(Path pattern) throws IOException {
        List<Path> found = List.of(pattern.isAbsolute() ? pattern.getRoot() : Path.of(""));
        for (Path part : pattern) {
            List<Path> deeper = new ArrayList<>();
            for (Path directory : found) {
                deeper.addAll(matches(directory, part.toString()));
            }
            found = deeper;
        }
        return found.stream().sorted().toList();
    }

    private static List<Path> matches(Path directory, String part) throws IOException {
        if (part.matches("[^*?\\[]*")) {
            Path named = directory.resolve(part);
            return Files.exists(named, LinkOption.NOFOLLOW_LINKS) ? List.of(named) : List.of();
        }
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        PathMatcher matcher = matcher(part);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, entry -> {
            boolean hidden = entry.getFileName().toString().startsWith(".");
            return (!hidden || part.startsWith(".")) && matcher.matches(entry.getFileName());
        })) {
            List<Path> matches = new ArrayList<>();
            entries.forEach(matches::add);
            return matches;
        }
    }

    /** Braces mean nothing to glob(3), and a bracket without its end is one. */
    private static PathMatcher matcher(String part) {
        String java = part.replaceAll("[{}]", "\\\\$0");
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + java);
        } catch (PatternSyntaxException e) {
            return FileSystems.getDefault().getPathMatcher("glob:" + java.replace("[", "\\["));
        }
    }
}
