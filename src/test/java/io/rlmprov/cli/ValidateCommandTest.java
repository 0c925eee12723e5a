package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rlmprov validate} on a machine that has neither the host nor the secrets. */
class ValidateCommandTest {
    private static final String GOOD = """
            apiVersion: rlmprov/v1
            name: rlm-class
            hosts:
              - address: hub.invalid
            users:
              count: 25
            keys:
              OPENAI_API_KEY: ${env:OPENAI_API_KEY}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new TreeMap<>(Map.of("OPENAI_API_KEY", "sk-not-to-be-shown"));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aHubYaml() throws IOException {
        file = write(GOOD);
    }

    @Test
    void aGoodHubYamlIsValid() {
        assertThat(validate()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(file + " is valid.\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyErrorIsReportedWithItsLine() throws IOException {
        write(GOOD.replace("count: 25", "count: many").replace("name: rlm-class", "name: Big Class"));
        assertThat(validate()).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(file + ":2:7: name: ", file + ":6:10: users.count: ");
    }

    @Test
    void aVariableThatIsNotSetIsAWarning() throws IOException {
        write(GOOD + "idle:\n  timeout: ${env:TIMEOUT}\n");
        environment.clear();
        assertThat(validate()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(file + " is valid.\n");
        assertThat(err.toString())
                .contains(
                        ":8:19: warning: keys.OPENAI_API_KEY: environment variable OPENAI_API_KEY is not set here",
                        ":10:12: warning: idle.timeout: environment variable TIMEOUT is not set here");
    }

    @Test
    void withSecretsAVariableThatIsNotSetIsAnError() {
        environment.clear();
        assertThat(validate("--secrets")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .contains(":8:19: keys.OPENAI_API_KEY: environment variable OPENAI_API_KEY is not set; export it");
    }

    @Test
    void noCommandRunsWithoutSecrets() throws IOException {
        Path witness = folder.resolve("witness");
        write(GOOD.replace("${env:OPENAI_API_KEY}", "${command:echo key >> " + witness + "; echo sk}")
                + "welcome: ${command:echo welcome >> " + witness + "; echo Hello}\n");
        assertThat(validate()).isEqualTo(ExitCode.OK);
        assertThat(witness).doesNotExist();
        assertThat(err.toString()).isEmpty();
        assertThat(validate("--secrets")).isEqualTo(ExitCode.OK);
        assertThat(witness).hasContent("welcome\nkey\n");
    }

    @Test
    void whatFollowsFromAnUnknownValueIsNoError() throws IOException {
        write(GOOD.replace("count: 25", "count: ${command:false}\n  admins: [\"${env:TEACHER}\"]")
                + "auth:\n  type: accounts\n  admin-password: ${file:admin.password}\n");
        assertThat(validate()).isEqualTo(ExitCode.OK);
        assertThat(err.toString())
                .contains(
                        "warning: users.admins[0]: environment variable TEACHER is not set here",
                        "warning: auth.admin-password: there is no file " + folder.resolve("admin.password"));
    }

    @Test
    void filesThatHubYamlNamesAreRead() throws IOException {
        Files.createDirectories(folder.resolve("notebooks"));
        write(GOOD + "notebooks: notebooks\n");
        assertThat(validate()).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("notebooks: " + folder.resolve("notebooks") + " holds no file");
        Files.writeString(folder.resolve("notebooks/1.ipynb"), "{}");
        assertThat(validate()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aProgramReadsTheProblems() throws IOException {
        environment.clear();
        assertThat(validate("--json")).isEqualTo(ExitCode.OK);
        JsonNode valid = json();
        assertThat(valid.path("valid").asBoolean()).isTrue();
        assertThat(valid.path("warnings").asInt()).isEqualTo(1);
        assertThat(valid.at("/problems/0/severity").asText()).isEqualTo("warning");
        assertThat(valid.at("/problems/0/path").asText()).isEqualTo("keys.OPENAI_API_KEY");

        write("apiVersion: rlmprov/v1\nname: [\n");
        assertThat(validate("--json")).isEqualTo(ExitCode.FAILED);
        JsonNode invalid = json();
        assertThat(invalid.path("valid").asBoolean(true)).isFalse();
        assertThat(invalid.path("errors").asInt()).isEqualTo(1);
        assertThat(invalid.at("/problems/0/location").asText()).startsWith(file + ":3:");
    }

    @Test
    void aFileThatIsNotThereIsNotValid() {
        assertThat(Main.run(
                        around(),
                        "validate",
                        "--json",
                        folder.resolve("no.yaml").toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no.yaml: there is no such file");
    }

    @Test
    void noSecretIsShown() {
        validate("--secrets");
        validate("--json");
        assertThat(out + err.toString()).doesNotContain("not-to-be-shown");
    }

    @Test
    void aVerdictThatCannotBeWrittenIsNoSuccess() throws IOException {
        try (PrintWriter full = new PrintWriter(Files.newBufferedWriter(Path.of("/dev/full")))) {
            assertThat(Main.run(around(full), "validate", file.toString())).isEqualTo(ExitCode.FAILED);
            assertThat(Main.run(around(full), "validate", "--json", file.toString()))
                    .isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString()).contains("Error: The output could not be written");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("hub.yaml"), yaml);
    }

    private JsonNode json() throws IOException {
        String text = out.toString();
        out.getBuffer().setLength(0);
        return new ObjectMapper().readTree(text);
    }

    private int validate(String... options) {
        String[] line = new String[options.length + 2];
        line[0] = "validate";
        System.arraycopy(options, 0, line, 1, options.length);
        line[line.length - 1] = file.toString();
        return Main.run(around(), line);
    }

    private Surroundings around() {
        return around(new PrintWriter(out));
    }

    private Surroundings around(PrintWriter writer) {
        return StillSurroundings.of(environment, folder, writer, err);
    }
}
