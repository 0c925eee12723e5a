package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very script that holds the lock on hosts, over a root directory made for the test. */
@Timeout(60)
class LockScriptTest {
    @TempDir
    Path root;

    @Test
    void theLockIsHeldUntilTheHolderIsGone() throws Exception {
        Process first = lock("ann");
        assertThat(said(first)).isEqualTo("LOCKED");
        Process second = lock("bob");
        assertThat(said(second)).isEqualTo("ann");
        assertThat(second.waitFor()).isEqualTo(75);
        first.getOutputStream().close();
        assertThat(first.waitFor()).isZero();
        Process third = lock("bob");
        assertThat(said(third)).isEqualTo("LOCKED");
        third.getOutputStream().close();
        assertThat(third.waitFor()).isZero();
    }

    @Test
    void aLockOnAFileThatADestroyRemovedIsNone() throws Exception {
        // Once, between opening and locking, somebody removes the folder with the file in it.
        Path bin = Files.createDirectory(root.resolve("bin"));
        Files.writeString(bin.resolve("flock"), """
                #!/bin/sh
                if mkdir "%1$s/once" 2>/dev/null; then rm -r "%1$s/var/lib/rlmprov/h"; fi
                PATH=${PATH#*:}
                exec flock "$@"
                """.formatted(root));
        Files.setPosixFilePermissions(bin.resolve("flock"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Process first = lock("ann");
        assertThat(said(first)).isEqualTo("LOCKED");
        assertThat(root.resolve("once")).isDirectory();
        Process second = lock("bob");
        assertThat(said(second)).isEqualTo("ann");
        assertThat(second.waitFor()).isEqualTo(75);
        first.getOutputStream().close();
        assertThat(first.waitFor()).isZero();
    }

    /** To open a pipe would never end. */
    @Test
    void whatIsNoFileIsToldInsteadOfAWaitThatDoesNotEnd() throws Exception {
        Path journal = Files.createDirectories(root.resolve("var/lib/rlmprov/h/journal.jsonl"));
        Process refused = lock("ann");
        assertThat(said(refused)).isEqualTo("null");
        assertThat(refused.waitFor()).isEqualTo(1);
        Files.delete(journal);
        assertThat(said(lock("ann"))).isEqualTo("LOCKED");
    }

    private static String said(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        return String.valueOf(lines.readLine());
    }

    private Process lock(String who) throws IOException {
        ProcessBuilder process = new ProcessBuilder(List.of("sh", "ansible-free-scripts/lock.sh"));
        process.environment().put("HUB", "h");
        process.environment().put("WHO", who);
        process.environment().put("ROOT", root.toString());
        process.environment().merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return process.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
