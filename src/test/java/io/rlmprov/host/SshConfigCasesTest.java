package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fixed configurations against the real {@code ssh -G}. The files of {@code ssh-config} hold them: a line
 * {@code === VERDICT: title [| host=.. user=.. port=..]}, then the configuration, then other files of it after lines
 * {@code --- NAME}. {@code @DIR@} stands for their folder. Verdicts:
 *
 * <ul>
 *   <li>{@code same}: ssh answers, and the own reader does likewise;
 *   <li>{@code ssh}: ssh answers; the own reader refuses, with the line and a remedy;
 *   <li>{@code wrong}: ssh refuses the configuration, and the own reader does, too;
 *   <li>{@code unsupported}: ssh would follow it; rlmprov refuses it however it is read.
 * </ul>
 */
class SshConfigCasesTest {
    private static final Path CASES = Path.of("src/test/resources/ssh-config");
    private static final Pattern HEADER =
            Pattern.compile("(?m)^=== (?<verdict>[a-z]+): (?<title>[^|\n]*)(?:\\|(?<query>.*))?$");

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theOwnReaderAnswersAsSshDoesOrRefuses(Case example) throws IOException {
        example.write(directory);

        SshComparison.Outcome outcome = new SshComparison(directory).compare(example.spec());

        String told = example + "\nssh: " + outcome.ssh().error() + "\nown: "
                + outcome.own().error();
        outcome.assertSameOrRefused(told);
        String verdict = switch (example.verdict()) {
            case "same" -> "ssh answers, own answers";
            case "ssh" -> "ssh answers, own refuses";
            case "wrong", "unsupported" -> "ssh refuses, own refuses";
            default -> throw new AssertionError("no such verdict: " + example.verdict());
        };
        assertThat("ssh " + (outcome.ssh().refused() ? "refuses" : "answers") + ", own "
                        + (outcome.own().refused() ? "refuses" : "answers"))
                .as(told)
                .isEqualTo(verdict);
        assertThat(outcome.ssh().error().contains("is not supported"))
                .as(told)
                .isEqualTo(example.verdict().equals("unsupported"));
        if (outcome.own().refused()) {
            assertThat(outcome.own().error())
                    .as("names the line")
                    .containsPattern("(config|included):\\d+: |would write the address");
        }
    }

    @Test
    void thereAreAtLeastAHundredAndFifty() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(cases().stream().map(Case::title).toList()).doesNotHaveDuplicates();
    }

    /** A configuration, with what is asked. */
    record Case(String verdict, String title, Hub.HostSpec spec, String config, List<String> files) {
        void write(Path directory) throws IOException {
            write(directory.resolve("config"), config, directory);
            for (String file : files) {
                int end = file.indexOf('\n');
                write(directory.resolve(file.substring(0, end).strip()), file.substring(end + 1), directory);
            }
        }

        private static void write(Path file, String text, Path directory) throws IOException {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    text.replace("@DIR@", directory.toString())
                            .replace("@BOM@", "\ufeff")
                            .replace("@CR@", "\r")
                            .replace("@TAB@", "\t"));
        }

        @Override
        public String toString() {
            return verdict + ": " + title;
        }
    }

    static List<Case> cases() {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().flatMap(SshConfigCasesTest::cases).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Case> cases(Path file) {
        String text = Shell.read(file);
        List<MatchResult> headers = HEADER.matcher(text).results().toList();
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            int end = i + 1 < headers.size() ? headers.get(i + 1).start() : text.length();
            String body = text.substring(Math.min(headers.get(i).end() + 1, end), end);
            List<String> parts = List.of(("\n" + body).split("\n--- ", -1));
            MatchResult header = headers.get(i);
            cases.add(new Case(
                    header.group("verdict"),
                    header.group("title").strip(),
                    spec(Optional.ofNullable(header.group("query")).orElse("")),
                    parts.getFirst().substring(1) + (parts.size() > 1 ? "\n" : ""),
                    parts.subList(1, parts.size())));
        }
        return cases.stream();
    }

    private static Hub.HostSpec spec(String query) {
        Optional<String> host = word(query, "host");
        return new Hub.HostSpec(
                host.orElse("hub"), word(query, "user"), word(query, "port").map(Integer::valueOf), Optional.empty());
    }

    private static Optional<String> word(String query, String name) {
        return Pattern.compile(name + "=(\\S+)")
                .matcher(query)
                .results()
                .findFirst()
                .map(it -> it.group(1));
    }
}
