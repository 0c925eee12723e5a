package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** One run of a script on a fake host: its variables, its input, and what it has printed so far. */
final class ScriptRun {
    /** What a script does, as its head says. */
    @FunctionalInterface
    interface Meaning {
        void run(ScriptRun run);
    }

    /** The script ends with this status. */
    static final class Exit extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;

        Exit(int status) {
            this.status = status;
        }
    }

    /** A member of a tar archive; the name of a directory ends with a slash. */
    record Member(String content, String mode) {}

    private final Script script;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private Runnable trap = () -> {};

    ScriptRun(Script script) {
        this.script = script;
    }

    /** A variable; like {@code set -u}, one that is not set ends the script. */
    String get(String variable) {
        String value = script.variables().get(variable);
        if (value == null) {
            throw fail(2, variable + ": parameter not set");
        }
        return value;
    }

    /** A variable that may be left out, one line per word. */
    List<String> lines(String variable) {
        return script.variables().getOrDefault(variable, "").lines().toList();
    }

    /** A variable that may be left out, words with blanks between them. */
    String[] words(String variable) {
        return script.variables().getOrDefault(variable, "").split(" ");
    }

    boolean isOne(String variable) {
        return script.variables().getOrDefault(variable, "").equals("1");
    }

    /** What it does however it ends, unless the power goes: {@code trap ... EXIT}. */
    void atExit(Runnable cleaning) {
        trap = cleaning;
    }

    /** It ends. */
    void end() {
        trap.run();
    }

    void say(String line) {
        out.append(line).append('\n');
    }

    Exit fail(int status, String line) {
        err.append(line).append('\n');
        return new Exit(status);
    }

    void require(boolean condition, String otherwise) {
        if (!condition) {
            throw fail(1, otherwise);
        }
    }

    String input() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The members of the tar archive that it gets as input. */
    SortedMap<String, Member> untar() {
        SortedMap<String, Member> members = new TreeMap<>();
        try (InputStream bytes = new ByteArrayInputStream(bytes());
                TarArchiveInputStream tar = new TarArchiveInputStream(bytes, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String content = new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                String mode = "%04o".formatted(entry.getMode() & 0xfff);
                members.put(entry.getName(), new Member(content, mode));
            }
        } catch (IOException e) {
            throw fail(2, "tar: " + e.getMessage());
        }
        return members;
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            script.input().writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
