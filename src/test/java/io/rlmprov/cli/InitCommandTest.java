package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.Hub;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OperatorSources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rlmprov init asks, refuses and writes, without a host. */
class InitCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFileToWrite() {
        file = folder.resolve("hub.yaml");
    }

    @Test
    void optionsMakeTheWholeOfIt() throws IOException {
        assertThat(init("--address", "10.0.0.7", "--user", "debian", "--port", "2222", "--users", "30"))
                .isEqualTo(ExitCode.OK);
        Hub hub = read();
        assertThat(hub.hosts().getFirst().address()).isEqualTo("10.0.0.7");
        assertThat(hub.hosts().getFirst().user()).contains("debian");
        assertThat(hub.hosts().getFirst().port()).contains(2222);
        assertThat(hub.users().count()).isEqualTo(30);
        assertThat(out.toString()).isEqualTo("Wrote " + file + ". Next: rlmprov plan " + file + "\n");
    }

    @Test
    void itIsTheExampleWithItsCommentsAndTheAnswers() throws IOException {
        init("--address", "hub.example.org", "--user", "root", "--users", "25", "--auth", "open");
        // But editors find the schema where it is installed, and not beside the new file.
        String schema = "# yaml-language-server: $schema=";
        assertThat(file)
                .content()
                .isEqualTo(Files.readString(Path.of("hub.yaml.example"))
                        .replace(schema + "docs/", schema + Path.of("docs").toAbsolutePath() + "/"));
    }

    @Test
    void aPersonIsAskedUntilTheAnswerIsRight() throws IOException {
        assertThat(atATerminal("", "my host", "hub.example.org", "debian", "many", "0", "12", "acme", "none", ""))
                .isEqualTo(ExitCode.OK);
        assertThat(read().users().count()).isEqualTo(12);
        assertThat(read().hosts().getFirst().user()).contains("debian");
        assertThat(Files.readString(file))
                .contains("\n#keys:\n#  OPENAI_API_KEY")
                .contains("  type: shared-password\n");
        assertThat(out.toString()).contains("[25]: ", "no provider that the tutorial knows", "my host", "many");
    }

    @Test
    void whoGoesAwayLeavesNoFile() {
        assertThat(atATerminal("hub.example.org")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).endsWith(": \n");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI_API_KEY",
        "anthropic, ANTHROPIC_API_KEY",
        "portkey, PORTKEY_API_KEY",
        "openrouter, OPENROUTER_API_KEY",
        "gemini, GEMINI_API_KEY",
        "vllm, VLLM_BASE_URL"
    })
    void theProvidersKeyComesFromTheEnvironment(String provider, String variable) throws IOException {
        init("--address", "hub1", "--provider", provider);
        assertThat(read().keys()).containsOnlyKeys(variable);
        assertThat(Files.readString(file)).contains("  " + variable + ": ${env:" + variable + "}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "shared-password", "accounts"})
    void everyLoginThatIsOfferedIsRight(String type) throws IOException {
        assertThat(init("--address", "hub1", "--auth", type)).isEqualTo(ExitCode.OK);
        assertThat(read().keys()).isNotEmpty();
        assertThat(Files.readString(file)).containsPattern("(?m)^  type: \"?" + type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --users many       | --users: "many"
            --users 0          | --users: "0"
            --port 70000       | --port: "70000"
            --provider acme    | --provider: "acme" is no provider
            --auth kerberos    | --auth: "kerberos"
            """)
    void anOptionThatIsWrongIsRefusedByTheReadersOfHubYaml(String option, String message) {
        List<String> words = new ArrayList<>(List.of("--address", "hub1"));
        words.addAll(List.of(option.split(" ", -1)));
        assertThat(init(words.toArray(String[]::new))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Error: " + message);
        assertThat(file).doesNotExist();
    }

    @Test
    void withoutAUserSshDecides() throws IOException {
        init("--address", "hub1");
        assertThat(read().hosts().getFirst().user()).isEmpty();
    }

    @Test
    void nobodyCanBeAskedWithoutATerminal() {
        assertThat(init()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--address is missing, and nobody can be asked");
    }

    @Test
    void aFileThatIsThereStaysAsItIs() throws IOException {
        Files.writeString(file, "mine");
        assertThat(init("--address", "hub1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is there already; nothing was written");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aHostThatIsNotThereLeavesNoFile() {
        Surroundings around = around(false);
        assertThat(Main.run(around, "init", "--address", "127.0.0.1", "--port", "1", file.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Trying the host ...", "127.0.0.1");
        assertThat(file).doesNotExist();
    }

    private int init(String... options) {
        return run(false, options);
    }

    private int atATerminal(String... lines) {
        return run(true, new String[0], lines);
    }

    private int run(boolean terminal, String[] options, String... lines) {
        List<String> words = new ArrayList<>(List.of("init", "--offline", file.toString()));
        words.addAll(List.of(options));
        return Main.run(around(terminal, lines), words.toArray(String[]::new));
    }

    private Hub read() {
        return new HubReader(new OperatorSources(Map.of(), folder, Duration.ofSeconds(1), InstantSource.system()))
                .read(file)
                .hub();
    }

    private Surroundings around(boolean terminal, String... lines) {
        return new Surroundings(
                Map.of(),
                folder,
                "ann",
                Path.of("").toAbsolutePath(),
                terminal,
                new BufferedReader(new StringReader(String.join(
                        "", List.of(lines).stream().map(line -> line + "\n").toList()))),
                new PrintWriter(out),
                new PrintWriter(err),
                () -> Instant.EPOCH,
                byte[]::new);
    }
}
