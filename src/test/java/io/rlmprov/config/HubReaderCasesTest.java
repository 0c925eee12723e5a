package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code cases/NAME.yaml} gives what {@code NAME.txt} says: the problems, or the warnings and the hub. A new case is a
 * new yaml file; {@code mvn test -Dtest=HubReaderCasesTest -Dcases.write} writes the text for you to read and judge.
 */
class HubReaderCasesTest {
    private static final Path CASES = Resources.CONFIG.resolve("cases");

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void caseGivesWhatStandsBesideIt(String name) throws IOException {
        String actual = outcome(Resources.text(CASES.resolve(name + ".yaml")));
        Path expected = CASES.resolve(name + ".txt");
        if (System.getProperty("cases.write") != null) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Resources.text(expected));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noSecretIsEverShown(String name) {
        assertThat(outcome(Resources.text(CASES.resolve(name + ".yaml")))).doesNotContain("must-not-be-shown");
    }

    private static String outcome(String text) {
        Reading reading = Resources.reading(text);
        try {
            Hub hub = HubReader.read(reading);
            return rendered(reading.problems().warnings()) + "right\n" + fields(hub);
        } catch (ConfigException e) {
            return rendered(e.problems());
        }
    }

    private static String rendered(List<Problem> problems) {
        return problems.stream().map(problem -> problem.render() + "\n").collect(Collectors.joining());
    }

    private static String fields(Hub hub) {
        String profiles = hub.profiles().stream().map(one -> one + "\n").collect(Collectors.joining());
        String others = Stream.of(
                        hub.name(),
                        hub.hosts(),
                        hub.users(),
                        hub.server(),
                        hub.idle(),
                        hub.keys(),
                        hub.llm(),
                        hub.auth(),
                        hub.images(),
                        hub.notebooks(),
                        hub.https().isPresent() ? hub.https().orElseThrow() : hub.http(),
                        hub.docker(),
                        hub.trust())
                .map(field -> field + "\n")
                .collect(Collectors.joining());
        return others + profiles;
    }
}
