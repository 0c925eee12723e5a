package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files, as an operator names them. */
class HubReaderTest {
    private static final String MINIMAL = Resources.text(Resources.CONFIG.resolve("cases/minimal.yaml"));

    @TempDir
    Path folder;

    @Test
    void readsAFileWithPathsBesideIt() throws IOException {
        Files.createDirectory(folder.resolve("notebooks"));
        Path file = Files.writeString(folder.resolve("hub.yaml"), MINIMAL + "notebooks: notebooks\n");

        HubFile read = reader().read(file);

        assertThat(read.hub().notebooks()).contains(folder.resolve("notebooks"));
        assertThat(read.warnings()).extracting(Problem::path).containsExactly("keys");
    }

    @Test
    void aWelcomeMayHaveSeveralLines() throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), MINIMAL + "welcome: |\n  Hello.\n\n  Ask Ann.\n");

        assertThat(reader().read(file).hub().welcome()).contains("Hello.\n\nAsk Ann.");
    }

    @Test
    void refusesAWelcomeThatIsABook() throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), MINIMAL + "welcome: " + "x".repeat(2001) + "\n");

        assertThatThrownBy(() -> reader().read(file))
                .hasMessageContaining("welcome")
                .hasMessageContaining("at most 2000");
    }

    @Test
    void saysThatAFileIsMissing() {
        Path file = folder.resolve("hub.yml");

        assertThatThrownBy(() -> reader().read(file))
                .isInstanceOf(RlmprovException.class)
                .hasMessage(file + ": there is no such file; copy hub.yaml.example and change it");
    }

    @Test
    void saysThatAPathIsADirectory() {
        assertThatThrownBy(() -> reader().read(folder)).hasMessageEndingWith("is a directory; name the file in it");
    }

    @Test
    void saysInWhichLineAFileIsNotUtf8() throws IOException {
        Path file = folder.resolve("hub.yaml");
        Files.write(file, "apiVersion: rlmprov/v1\nname: Bär\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> reader().read(file)).hasMessage(file + ":2: is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void refusesAFileOfMegabytes() throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "# " + "x".repeat(1 << 20));

        assertThatThrownBy(() -> reader().read(file)).hasMessageContaining("is larger than 1 MB");
    }

    @Test
    @Timeout(10)
    void refusesWhatMayNeverEndBeforeItIsRead() throws Exception {
        Path pipe = folder.resolve("hub.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path endless : List.of(pipe, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> reader().read(endless))
                    .hasMessage(endless + ": is not a regular file; write it to a file and name that");
        }
    }

    @Test
    @Timeout(10)
    void refusesAFileOfGigabytesBeforeItIsRead() throws IOException {
        Path file = folder.resolve("hub.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(6L << 30);
        }

        assertThatThrownBy(() -> reader().read(file)).hasMessageContaining("is larger than 1 MB");
    }

    @Test
    void readsAFileWithAByteOrderMark() throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "\uFEFFapiVersion: rlmprov/v2\n");

        assertThatThrownBy(() -> reader().read(file)).hasMessageContaining("hub.yaml:1:13: apiVersion: \"rlmprov/v2\"");
    }

    private HubReader reader() {
        return new HubReader(new OperatorSources(Map.of(), folder, Duration.ofSeconds(10), InstantSource.system()));
    }
}
