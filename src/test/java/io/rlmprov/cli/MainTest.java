package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.apply.LockHolder;
import io.rlmprov.apply.LockedException;
import io.rlmprov.apply.StalePlanException;
import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines that never reach a host, and how a command ends. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | Say what to do: init, validate, plan, apply, check, destroy, show, status, logs, history, usage, users, announce, share, collect, reset or completion
            --json plan            | Unknown option: '--json'
            aply                   | there is no command "aply"
            plan a.yaml b.yaml     | "b.yaml" is one argument too many
            status --config a b    | hub.yaml is named twice; leave out --config or the argument
            usage --json --csv     | --json does not go with --csv
            plan --purge           | --purge goes with --destroy
            apply --config a b.yaml | --config names the hub.yaml of a saved plan, and b.yaml is none
            destroy --out x        | Unknown option: '--out'
            destroy --replace x    | Unknown option: '--replace'
            plan --destroy --replace x | --replace does not go with --destroy
            apply --json hub.yaml  | --json leaves no room for a question; add --yes
            announce --clear hello | --clear takes the announcement away; leave out the text
            share --json a.ipynb   | --json leaves no room for a question; add --yes
            apply --lock-timeout 5 | --lock-timeout: "5" is not a duration; write 30s, 5m or 1h30m
            apply --parallelism 0  | --parallelism: 0 is out of range; write a number from 1 to 64
            apply --parallelism -3 | --parallelism: -3 is out of range; write a number from 1 to 64
            'plan '                | the name of the file is empty
            'plan --out '          | --out: its value is empty
            'apply --target '      | --target: its value is empty
            plan --refresh-only --destroy | --refresh-only goes with none of --destroy, --target, --exclude, --replace, --out and --config
            apply --refresh-only --target x | --refresh-only goes with none of --destroy, --target, --exclude, --replace, --out and --config
            apply --refresh-only --json | --json leaves no room for a question; add --yes
            destroy --refresh-only | Unknown option: '--refresh-only'
            show --config b.yaml a.plan | --config goes with the ID of a plan, and a.plan is none
            plan --lock-timeout 5m | Unknown option: '--lock-timeout'
            completion csh         | there is no completion for "csh"; write bash, zsh or fish
            share                  | Missing required parameter: 'PATH'
            collect a.ipynb        | Missing required option: '--to=FOLDER'
            reset ann bob          | "bob" is one argument too many
            destroy --json a.yaml  | --json leaves no room for a question; add --yes
            destroy --json --yes --purge | --purge asks for the name of the hub, for which --json leaves no room
            """)
    void aCommandLineThatIsWrongIsToldSo(String line, String error) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("Error: " + error + "\n").contains("--help\".");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--version", "plan --version", "show --version"})
    void eachCommandTellsTheVersion(String line) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("rlmprov " + CommandLines.VERSION + "\n");
    }

    @ParameterizedTest
    @CsvSource({"aply, apply", "pln, plan", "ini, init", "statsu, status", "version, --version"})
    void aCommandThatIsMistypedIsSuggested(String word, String command) {
        assertThat(run(word)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Did you mean: rlmprov " + command + "?\n");
    }

    @ParameterizedTest
    @CsvSource({"destory", "destro", "remove", "x", "destroy --purg"})
    void noTypoLeadsToDestroy(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).doesNotContain("Did you mean");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plan -out x hub.yaml     | Unknown option: '-out'              | --out
            plan -target=service/hub | Unknown option: '-target=service/hub' | --target
            plan --refresh           | Unknown option: '--refresh'         |
            apply -auto-approve      | Unknown option: '-auto-approve'     | --yes
            plan --auto-approve      | Unknown option: '--auto-approve'    |
            """)
    void anOptionThatIsMistypedOrTerraformsIsSuggested(String line, String error, String option) {
        assertThat(run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("Error: " + error + "\n" + (option == null ? "" : "Did you mean: " + option + "?\n")
                        + "Try \"rlmprov " + line.split(" ", -1)[0] + " --help\".\n");
    }

    static List<String> helps() {
        Stream<String> ofCommands = CommandLines.rlmprov().getSubcommands().keySet().stream()
                .filter(name -> !name.equals(CompleteCommand.NAME))
                .map(name -> name + " --help");
        return Stream.concat(Stream.of("help", "--help", "help plan"), ofCommands)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("helps")
    void helpIsThereForEachCommandAndAsWideAsTheTerminal(String line) {
        for (int columns : new int[] {0, 60, 80, 200}) {
            out.getBuffer().setLength(0);
            Surroundings around =
                    around(columns == 0 ? Map.of() : Map.of("COLUMNS", "" + columns), new PrintWriter(out));
            assertThat(Main.run(around, line.split(" ", -1))).isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("Usage: rlmprov").doesNotContain(CompleteCommand.NAME, "$$");
            int widest = columns == 0 ? 80 : Math.min(100, columns);
            assertThat(out.toString().lines())
                    .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(widest));
        }
    }

    @Test
    void anAtSignInFrontOfAFileIsPartOfItsName(@TempDir Path folder) throws IOException {
        Path arguments = Files.writeString(folder.resolve("arguments"), "--json\n");
        assertThat(run("plan", "@" + arguments)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("@" + arguments + ": there is no such file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void standardInputIsNoHubYaml() {
        assertThat(run("plan", "-")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("hub.yaml cannot come from standard input");
    }

    @Test
    void whatCannotBeWrittenIsAnError() throws IOException {
        try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
            Surroundings around = around(Map.of(), new PrintWriter(new PrintStream(full, true)));
            assertThat(Main.run(around, "--version")).isEqualTo(ExitCode.FAILED);
        }
        assertThat(err.toString()).startsWith("Error: The output could not be written");
    }

    @Test
    void aHubYamlThatIsNotThereIsToldBeforeAnythingElse() {
        assertThat(run("plan", "/nowhere/hub.yaml")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("/nowhere/hub.yaml: there is no such file");
    }

    @Test
    void aStalePlanAndALockHaveCodesOfTheirOwn() {
        assertThat(Main.failed(around(), new StalePlanException("hub1", List.of("the hub ended")), false, false))
                .isEqualTo(ExitCode.STALE)
                .isEqualTo(3);
        assertThat(Main.failed(around(), new LockedException("hub1", LockHolder.parse("bob@desk")), false, false))
                .isEqualTo(ExitCode.LOCKED)
                .isEqualTo(4);
        assertThat(err.toString().lines())
                .contains(
                        "Error: The plan is stale: since it was made, this changed on hub1:",
                        "Error: The host hub1 is locked by another run of rlmprov: bob@desk.")
                .noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void aFaultOfOursIsCalledOneAndTracedOnDemand() {
        assertThat(Main.failed(around(), new IllegalStateException("oops"), true, false))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("rlmprov itself failed", "\tat io.rlmprov.cli.MainTest");
    }

    @Test
    void aProgramIsToldOfAnErrorWhereItReads(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("hub.yaml"), "apiVersion: rlmprov/v1\nname: [\n");
        assertThat(run("plan", "--json", file.toString())).isEqualTo(ExitCode.FAILED);
        JsonNode told = new ObjectMapper().readTree(out.toString());
        assertThat(told.path("event").asText()).isEqualTo("error");
        assertThat(told.path("problems").path(0).path("location").asText()).startsWith(file + ":3:");
        assertThat(err.toString()).contains(told.path("message").asText()).doesNotStartWith("Error: ");
    }

    @Test
    void anErrorWithoutAPlaceHasItsRemedy() {
        Main.failed(around(), new RlmprovException("it is gone", "Look for it."), false, true);
        assertThat(out.toString())
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"event\":\"error\",\"message\":\"it is gone\","
                        + "\"remedy\":\"Look for it.\"}\n");
        assertThat(err.toString()).isEqualTo("Error: it is gone\nLook for it.\n");
    }

    @Test
    void ctrlCTellsHowToGoOn() {
        try (Progress progress = Progress.of(around(), true)) {
            progress.interrupted();
        }
        assertThat(err.toString()).contains("Interrupted. What is done stays done", "Run it again: it waits for that");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.example, 8000, http://hub.example:8000/",
        "10.0.0.1, 80, http://10.0.0.1:80/",
        "2001:db8::1, 8000, http://[2001:db8::1]:8000/"
    })
    void theHubsUrlIsOneThatABrowserOpens(String host, int port, String url) {
        assertThat(Workspace.url(host, port)).isEqualTo(url);
    }

    private int run(String... arguments) {
        return Main.run(around(), arguments);
    }

    private Surroundings around() {
        return around(Map.of(), new PrintWriter(out));
    }

    private Surroundings around(Map<String, String> environment, PrintWriter writer) {
        return StillSurroundings.of(environment, Path.of("/home/ann"), writer, err);
    }
}
