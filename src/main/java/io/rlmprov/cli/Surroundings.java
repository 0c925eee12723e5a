package io.rlmprov.cli;

import io.rlmprov.apply.Entropy;
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
        String userHome = System.getProperty("user.home", ".");
        SecureRandom random = new SecureRandom();
        return new Surroundings(
                environment,
                Path.of(environment.getOrDefault("HOME", userHome)),
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

    /** Coloured on a terminal, unless <a href="https://no-color.org">NO_COLOR</a> is set or the terminal is dumb. */
    Style style() {
        return new Style(repaints() && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** Whether a line can be written over: on a terminal that is not dumb. */
    boolean repaints() {
        return terminal && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** Columns of the terminal when the launcher started. */
    int width() {
        try {
            int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", "0"));
            return columns > 0 ? Math.max(40, columns) : 100;
        } catch (NumberFormatException e) {
            return 100;
        }
    }
}
