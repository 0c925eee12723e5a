package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ${file:...}} and {@code ${command:...}} give, on a real machine. */
@Timeout(30)
class ReferencesTest {
    @TempDir
    Path folder;

    @Test
    void aByteOrderMarkAndTheLineEndAreNoPartOfAKey() throws Exception {
        Files.writeString(folder.resolve("key"), "\uFEFFsk-1\r\n");

        assertThat(resolve("${file:key}")).isEqualTo("sk-1");
        assertThat(resolve("${command:cat key}")).isEqualTo("sk-1");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Files.write(folder.resolve("key"), new byte[] {(byte) 0xff, (byte) 0xfe, 's', 0, 'k', 0});

        assertThat(refusal("${file:key}"))
                .isEqualTo("file " + folder.resolve("key") + " is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void whatMayNeverEndIsRefusedBeforeItIsRead() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.createSymbolicLink(folder.resolve("zeros"), Path.of("/dev/zero"));

        assertThat(refusal("${file:pipe}"))
                .isEqualTo(pipe + " is not a regular file; name one, or write ${command:...}");
        assertThat(refusal("${file:/dev/zero}"))
                .isEqualTo("/dev/zero is not a regular file; name one, or write ${command:...}");
        assertThat(refusal("${file:zeros}")).contains("zeros is not a regular file");
    }

    @Test
    void aFileOfGigabytesIsRefusedBeforeItIsRead() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("disk.img").toFile(), "rw")) {
            sparse.setLength(6L << 30);
        }

        assertThat(refusal("${file:disk.img}"))
                .isEqualTo("file " + folder.resolve("disk.img")
                        + " cannot be read: it is larger than 1 MB; check its content and who may read it");
    }

    private String refusal(String text) {
        BadValue bad = catchThrowableOfType(BadValue.class, () -> resolve(text));
        return bad.problem() + "; " + bad.remedy();
    }

    private String resolve(String text) throws BadValue {
        OperatorSources sources = new OperatorSources(
                Map.of("PATH", "/usr/bin:/bin"), folder, Duration.ofSeconds(10), InstantSource.system());
        return new References(sources, folder).resolve(Template.parse(text));
    }
}
