package io.rlmprov.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of this machine for a test. */
public final class Shell {
    private Shell() {}

    /** The output of a program that must succeed. */
    public static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exit + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new AssertionError(List.of(command) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A new key pair without passphrase. */
    static Path key(Path file, String type) {
        return key(file, type, "");
    }

    static Path key(Path file, String type, String passphrase) {
        run(
                "ssh-keygen",
                "-q",
                "-t",
                type,
                "-N",
                passphrase,
                "-C",
                file.getFileName().toString(),
                "-f",
                file.toString());
        return file;
    }

    /** The content of {@code FILE.pub}. */
    static String publicKey(Path file) {
        return read(file.resolveSibling(file.getFileName() + ".pub")).strip();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
