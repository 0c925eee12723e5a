package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rlmprov.Readme;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.MissingParameterException;

/** What the README and the docs tell a reader to type is understood, and the first hub.yaml of the README is valid. */
class ReadmeTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("COMMAND|\\.\\.\\.|[\\[\\]|<>$]");

    @Test
    void theFirstHubYamlIsValidWithTheVariablesThatItsStepsSet(@TempDir Path folder) throws IOException {
        Readme readme = Readme.read();
        Path file = Files.writeString(folder.resolve("hub.yaml"), readme.hubYaml());
        Map<String, String> environment = new TreeMap<>();
        readme.variables().forEach(name -> environment.put(name, "a long enough value 1"));
        StringWriter err = new StringWriter();
        int exit = Main.run(around(environment, err), "validate", "--secrets", file.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        environment.remove(readme.variables().getFirst());
        assertThat(Main.run(around(environment, err), "validate", "--secrets", file.toString()))
                .isEqualTo(ExitCode.FAILED);
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfAPageIsUnderstood(Path page) throws IOException {
        for (String command : Readme.commands(Files.readString(page))) {
            if (!PLACEHOLDER.matcher(command).find()) {
                assertThatCode(() -> parse(command)).as("rlmprov %s", command).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theReadmeNamesTheCommandsOfAHubsLife() throws IOException {
        assertThat(Readme.read().commands()).contains("init", "plan hub.yaml", "apply hub.yaml", "destroy");
    }

    private static void parse(String command) {
        List<String> words = new ArrayList<>();
        Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(command)
                .results()
                .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
        try {
            CommandLines.withHelp(CommandLines.rlmprov()).parseArgs(words.toArray(String[]::new));
        } catch (MissingParameterException named) {
            // A text may name a command without its argument.
        }
    }

    private static Surroundings around(Map<String, String> environment, StringWriter err) {
        return StillSurroundings.of(environment, Path.of("/home/ann"), new StringWriter(), err);
    }
}
