package io.rlmprov.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lets {@code java -jar rlmprov.jar} start as fast as the packages do, whose launchers name a cache of classes: runs the command
 * in a second Java with the cache of {@code $XDG_CACHE_HOME/rlmprov}. The first plan records what it loads, and another
 * process makes the cache from that afterwards. Where nothing can be written, commands run as they are.
 *
 * @param java the program that runs this process
 * @param jar the jar that this process was started with
 * @param folder where caches lie
 */
record JarStart(Path java, Path jar, Path folder) {
    /** {@code direct} in the second Java, and for operators who want none. */
    private static final String PROPERTY = "rlmprov.start";

    private static final String DIRECT = "direct";
    private static final String ASSEMBLE = "assemble";

    /** How long a second Java may take to say its last words. */
    private static final int SECONDS = 10;

    /**
     * Does what the jar was started for; empty if this process is to run the command itself.
     *
     * @param environment for the place of the cache
     * @return the exit code
     */
    static Optional<Integer> start(Map<String, String> environment, Path home, List<String> arguments)
            throws IOException {
        String given = System.getProperty(PROPERTY, "");
        boolean launched = System.getProperty("rlmprov.home") != null || given.equals(DIRECT);
        Optional<Path> jar = launched ? Optional.empty() : Installation.jar();
        Optional<Path> java = ProcessHandle.current().info().command().map(Path::of);
        if (jar.isEmpty() || java.isEmpty()) {
            return Optional.empty();
        }
        JarStart start = new JarStart(java.get(), jar.get().toAbsolutePath(), folder(environment, home));
        if (given.equals(ASSEMBLE)) {
            return Optional.of(start.assemble(Path.of(arguments.get(0)), Path.of(arguments.get(1))));
        }
        // The others are fast enough.
        boolean connects =
                !arguments.isEmpty() && Set.of("plan", "apply", "destroy").contains(arguments.getFirst());
        return connects ? start.run(arguments) : Optional.empty();
    }

    private static Path folder(Map<String, String> environment, Path home) {
        return Stream.of("XDG_CACHE_HOME", "LOCALAPPDATA")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .findFirst()
                .orElse(home.resolve(".cache"))
                .resolve("rlmprov");
    }

    /**
     * Runs a command in a second Java. Returns its exit code; empty if none could be started, and the command is to run here.
     */
    private Optional<Integer> run(List<String> arguments) {
        try {
            Files.createDirectories(folder);
            Path cache = folder.resolve("classes-" + key() + ".aot");
            if (Files.exists(cache)) {
                // As start.sh: the second compiler is for long runs.
                String compiler =
                        "-XX:TieredStopAtLevel=" + (arguments.getFirst().equals("plan") ? 1 : 4);
                return Optional.of(wait(start(arguments, "-XX:AOTCache=" + cache, "-Xlog:disable", compiler)));
            }
            Path recorded = folder.resolve("classes-" + UUID.randomUUID() + ".conf");
            int code = wait(start(
                    arguments,
                    "-XX:AOTMode=record",
                    "-XX:AOTConfiguration=" + recorded,
                    "-Xlog:disable",
                    // It would say on standard output, behind the plan, that it has recorded.
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-DisplayVMOutput"));
            boolean whole = code == ExitCode.OK || code == ExitCode.CHANGES;
            if (whole && Files.exists(recorded)) {
                assembleLater(recorded, cache);
            } else {
                // What a failed command did not load would be missing ever after.
                Files.deleteIfExists(recorded);
            }
            return Optional.of(code);
        } catch (IOException e) {
            // A folder that is read-only or full, or a machine that starts no process: it only takes longer.
            return Optional.empty();
        }
    }

    /**
     * Makes the cache, under a name of its own first: another rlmprov must never start with half of one.
     *
     * @return the exit code
     */
    private int assemble(Path recorded, Path cache) throws IOException {
        Path whole = recorded.resolveSibling(recorded.getFileName() + ".aot");
        try {
            List<String> command =
                    command(DIRECT, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + whole);
            command.addAll(List.of("-jar", jar.toString()));
            int code = wait(silent(command).start());
            if (code == 0) {
                Files.move(whole, cache, StandardCopyOption.ATOMIC_MOVE);
            }
            return code;
        } finally {
            Files.deleteIfExists(recorded);
            Files.deleteIfExists(whole);
        }
    }

    private void assembleLater(Path recorded, Path cache) throws IOException {
        List<String> command = command(ASSEMBLE);
        command.addAll(List.of("-jar", jar.toString(), recorded.toString(), cache.toString()));
        silent(command).start();
    }

    private Process start(List<String> arguments, String... options) throws IOException {
        List<String> command = command(DIRECT, options);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start();
    }

    private List<String> command(String start, String... options) {
        List<String> command = new ArrayList<>(
                List.of(java.toString(), "-XX:+UseSerialGC", "-Djdk.console=java.base", "-D" + PROPERTY + "=" + start));
        command.addAll(List.of(options));
        return command;
    }

    private static ProcessBuilder silent(List<String> command) {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** Ctrl-C reaches both processes; this one stays until the other one has said its last words. */
    private static int wait(Process process) {
        Thread last = new Thread(() -> end(process), "second Java");
        Runtime.getRuntime().addShutdownHook(last);
        try {
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(last);
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        } catch (IllegalStateException shutdownBegan) {
            return process.exitValue();
        }
    }

    private static void end(Process process) {
        try {
            process.destroy();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of this jar and this Java: the JVM refuses the cache of another one. */
    private String key() throws IOException {
        String text = jar + "\n" + Files.size(jar) + "\n" + Files.getLastModifiedTime(jar) + "\n" + java + "\n"
                + Runtime.version();
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
