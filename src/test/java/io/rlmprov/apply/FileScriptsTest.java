package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.kinds.TarPayload;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds {@link FileScripts} to the scripts: both run over the same files with the same input, and must leave the same files with
 * the same modes. Owners need root; {@code ScriptsIT} has them.
 */
class FileScriptsTest {
    private static final List<String> ROOTS = List.of("/opt", "/var/lib", FakeMachine.STORE);

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theFakeLeavesWhatTheScriptLeaves(Case it) throws Exception {
        FakeHost host = new FakeHost("h");
        FileTree files = host.machine().files;
        it.before().forEach(line -> line.putInto(files));
        RemoteShell.Result told = host.run(it.script(), _ -> {});

        Path root = Files.createDirectories(folder.resolve("root"));
        for (String path : List.of("opt", "var/lib", "usr/local/share/ca-certificates", "etc/ssl/certs")) {
            Files.createDirectories(root.resolve(path));
        }
        for (Line line : it.before()) {
            line.putInto(root);
        }
        Ended ended = run(it.script(), root);

        assertThat(ended.exit() == 0).as(ended.said()).isEqualTo(told.exit() == 0);
        assertThat(found(root)).isEqualTo(found(files));
    }

    static Stream<Case> cases() throws IOException {
        JsonNode cases = new YAMLMapper()
                .readTree(Path.of("src/test/resources/scripts/files.yaml").toFile());
        return StreamSupport.stream(cases.spliterator(), false).map(Case::new);
    }

    /** An entry of files.yaml. */
    private record Case(JsonNode entry) {
        List<Line> before() {
            return entry.path("before").asText().lines().map(Line::parse).toList();
        }

        Script script() {
            Map<String, String> variables = new TreeMap<>(Map.of("HUB", "h"));
            entry.path("set")
                    .properties()
                    .forEach(it -> variables.put(it.getKey(), it.getValue().asText()));
            return new Script(name(), "", variables).withInput(input());
        }

        private String name() {
            return entry.path("script").asText();
        }

        private Payload input() {
            if (entry.has("input")) {
                byte[] bytes = entry.path("input").asText().getBytes(StandardCharsets.UTF_8);
                return out -> out.write(bytes);
            }
            TarPayload archive = new TarPayload();
            entry.path("send")
                    .asText()
                    .lines()
                    .map(line -> line.split(" ", 3))
                    .forEach(words -> archive.add(words[1], FileContent.of(words[2] + "\n"), words[0]));
            return archive;
        }

        @Override
        public String toString() {
            return name() + ": " + entry.path("case").asText();
        }
    }

    /** A directory or a file, as stat(1) and cat(1) tell of it. */
    private record Line(boolean directory, String mode, String path, String content) {
        static Line parse(String line) {
            String[] words = line.split(" ", 4);
            boolean directory = words[0].equals("d");
            return new Line(directory, words[1], words[2], directory ? "" : words[3] + "\n");
        }

        void putInto(FileTree files) {
            FileTree.parent(path).ifPresent(parent -> files.makeDirectory(parent, "0755"));
            if (directory) {
                files.makeDirectory(path, mode);
                files.chmod(path, mode);
            } else {
                files.write(path, content, mode);
            }
        }

        void putInto(Path root) throws IOException {
            Path to = root.resolve(path.substring(1));
            Files.createDirectories(directory ? to : to.getParent());
            if (!directory) {
                Files.writeString(to, content);
            }
            Files.setPosixFilePermissions(to, permissions(mode));
        }
    }

    private record Ended(int exit, String said) {}

    /** Runs the script itself: where it writes is below {@code root}, and who owns what is not changed. */
    private Ended run(Script script, Path root) throws IOException, InterruptedException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        for (String program : List.of("chown", "update-ca-certificates")) {
            Path stub = Files.writeString(programs.resolve(program), "#!/bin/sh\n");
            Files.setPosixFilePermissions(stub, permissions("0755"));
        }
        ProcessBuilder process =
                new ProcessBuilder("sh", "ansible-free-scripts/" + script.name()).redirectErrorStream(true);
        process.environment().putAll(script.variables());
        process.environment().computeIfPresent("DIR", (_, path) -> root + path);
        process.environment().put("ROOT", root.toString());
        process.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        Process started = process.start();
        try (OutputStream input = started.getOutputStream()) {
            script.input().writeTo(input);
        } catch (IOException ended) {
            // A script that refuses reads no further; its exit status says so.
        }
        String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(started.waitFor(), said);
    }

    private static List<Line> found(FileTree files) {
        return below(ROOTS.stream()
                .flatMap(top -> files.below(top).entrySet().stream()
                        .map(it -> new Line(
                                it.getValue().directory(),
                                it.getValue().mode(),
                                top + "/" + it.getKey(),
                                it.getValue().content()))));
    }

    private static List<Line> found(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return below(paths.map(path -> line(root, path)));
        }
    }

    /** What these scripts may touch; the token that the host draws is any token. */
    private static List<Line> below(Stream<Line> lines) {
        return lines.filter(line -> ROOTS.stream().anyMatch(top -> line.path().startsWith(top + "/")))
                .map(line -> new Line(
                        line.directory(),
                        line.mode(),
                        line.path(),
                        line.content().replaceFirst("TOKEN=(?!3{64})[0-9a-f]{64}", "TOKEN=any")))
                .sorted(Comparator.comparing(Line::path))
                .toList();
    }

    private static Line line(Path root, Path path) {
        try {
            boolean directory = Files.isDirectory(path);
            int mode = (int) Files.getAttribute(path, "unix:mode") & 0xfff;
            return new Line(
                    directory,
                    "%04o".formatted(mode),
                    "/" + root.relativize(path),
                    directory ? "" : Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<PosixFilePermission> permissions(String octal) {
        StringBuilder words = new StringBuilder();
        for (char digit : octal.substring(1).toCharArray()) {
            int bits = digit - '0';
            words.append((bits & 4) > 0 ? 'r' : '-')
                    .append((bits & 2) > 0 ? 'w' : '-')
                    .append((bits & 1) > 0 ? 'x' : '-');
        }
        return PosixFilePermissions.fromString(words.toString());
    }
}
