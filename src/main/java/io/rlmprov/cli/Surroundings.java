package io.rlmprov.cli;

import io.rlmprov.apply.Entropy;
import io.rlmprov.config.Secret;
import io.rlmprov.ui.Style;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Everything of this machine that a command may touch, so that nothing else reads the environment or the clock.
 *
 * @param environment as {@link System#getenv()}
 * @param home the operator's home directory: {@code HOME} before {@code user.home}, as ssh does it
 * @param installation the folder with the images, notebooks and scripts of rlmprov; it may be inside of its jar
 * @param terminal whether a person sits in front of it
 */
record Surroundings(
        Map<String, String> environment,
        Path home,
        String login,
        Path installation,
        boolean terminal,
        BufferedReader in,
        PrintWriter out,
        PrintWriter err,
        InstantSource clock,
        Entropy entropy) {

    static Surroundings ofThisProcess() {
        Map<String, String> environment = System.getenv();
        SecureRandom random = new SecureRandom();
        return new Surroundings(
                environment,
                home(environment),
                environment.getOrDefault("USER", System.getProperty("user.name", "root")),
                Installation.root(Optional.ofNullable(System.getProperty("rlmprov.home"))),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                InstantSource.system(),
                count -> {
                    byte[] bytes = new byte[count];
                    random.nextBytes(bytes);
                    return bytes;
                });
    }

    /** The operator's home directory, as ssh has it. */
    static Path home(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
    }

    /** Coloured on a terminal, unless <a href="https://no-color.org">NO_COLOR</a> is set or the terminal is dumb. */
    Style style() {
        return new Style(repaints() && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** The same, with questions on stderr: where stdout is for a program. */
    Surroundings questionsOnErr() {
        return new Surroundings(environment, home, login, installation, terminal, in, err, err, clock, entropy);
    }

    /** Flushes the output; returns false if some of it could not be written, as to a full disk or a closed pipe. */
    boolean outputWasWritten() {
        return !out.checkError();
    }

    /** Whether a line can be written over: on a terminal that is not dumb. */
    boolean repaints() {
        return terminal && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Asks for a secret, which is not shown while it is typed; empty if no person sits in front of it, or gives none. */
    Optional<Secret> secret(String question) {
        return Optional.ofNullable(System.console())
                .filter(_ -> terminal)
                .map(console -> console.readPassword("%s", question))
                .filter(typed -> typed.length > 0)
                .map(typed -> new Secret(new String(typed)));
    }

    /** Columns of the terminal when the launcher started, and 100 where there is none. */
    int width() {
        return columns().map(columns -> Math.max(40, columns)).orElse(100);
    }

    /** The same for help, which is made for 80 columns and needs 55. */
    int helpWidth() {
        return columns().map(columns -> Math.clamp(columns, 55, 100)).orElse(80);
    }

    private Optional<Integer> columns() {
        return Optional.ofNullable(environment.get("COLUMNS"))
                .filter(columns -> columns.matches("[1-9][0-9]{0,4}"))
                .map(Integer::valueOf);
    }
}
