package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rlmprov.kinds.service.Service;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rlmprov answers when a shell asks how a command line can go on, and how a real bash asks. */
@Timeout(60)
class CompletionTest {
    private static final String PLAIN = """
            apiVersion: rlmprov/v1
            name: rlm-class
            hosts: [{address: 127.0.0.1, port: 1}]
            users: {count: 20, admins: [teacher], roster: roster.txt}
            keys: {OPENAI_API_KEY: "${command:touch was-here}"}
            auth: {type: accounts, sign-up: closed, admin-password: "${env:NOT_SET}"}
            """;

    /** Calls what bash calls when the operator presses Tab at the end of the line. */
    private static final String TAB = """
            . ./script
            COMP_LINE=$LINE COMP_POINT=${#LINE}
            # As readline does it, which also ends words at these.
            read -r -a COMP_WORDS <<<"$(sed 's/[=:@]/ & /g' <<<"$LINE")"
            [ "${LINE% }" = "$LINE" ] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _rlmprov
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            pl|plan
            s|share show status
            help pl|plan
            --v|--version
            plan --de|--debug --destroy --detailed-exitcode
            plan --json --j|
            plan --target x --ta|--target
            apply --lock|--lock-timeout
            apply |:files
            apply --yes |:files
            plan --out |:files
            plan a.yaml |
            status --config |:files
            status --config=hub.y|:files
            share |:files
            collect |
            completion |bash fish zsh
            completion z|zsh
            nothing |
            nothing -|
            """)
    void commandsOptionsAndFilesAreThoseOfTheHelp(String line, String words) {
        assertThat(answers(line)).isEqualTo(words == null ? "" : words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            plan --config FILE --replace |service/docker-proxy service/hub service/proxy
            logs --config FILE se|server/ann server/ben server/teacher service/docker-proxy service/hub service/proxy
            logs --config=FILE server/b|server/ben
            reset --config FILE |ann ben teacher
            destroy --exclude ima|image/rlm-hub image/rlm-singleuser
            plan FILE --target image/|image/rlm-hub image/rlm-singleuser
            plan FILE --target=file/|--target=file/secrets.env --target=file/settings.json
            """)
    void addressesAndNamesAreThoseOfHubYaml(String line, String words) throws IOException {
        Path file = hubYaml(PLAIN);
        assertThat(answers(line.replace("FILE", file.toString()))).isEqualTo(words == null ? "" : words);
        assertThat(folder.resolve("was-here")).doesNotExist();
    }

    @Test
    void servicesOfAHubWithAGatewayAndHttpsAreOffered() throws IOException {
        Path file = hubYaml(PLAIN + "https: {domain: hub.example.org}\nllm: {mode: gateway}\n");
        String whole = "service/docker-proxy service/gateway service/hub service/proxy service/tls";
        assertThat(answers("plan --config x " + file + " --replace ")).isNotEqualTo(whole);
        assertThat(answers("plan " + file + " --replace ")).isEqualTo(whole);
        assertThat(answers("plan " + file + " --target image/"))
                .isEqualTo("image/rlm-hub image/rlm-singleuser image/rlm-tls");
        List<String> services = new ArrayList<>();
        new YAMLMapper()
                .readTree(Path.of("images/compose.yaml").toFile())
                .path("services")
                .fieldNames()
                .forEachRemaining(name -> services.add(Service.NAME + "/" + name));
        assertThat(whole.split(" ", -1)).containsExactlyInAnyOrderElementsOf(services);
    }

    @Test
    void aHubYamlThatIsBeingWrittenLeavesWhatEveryHubHas() throws IOException {
        for (Path file : List.of(hubYaml("name: [\n"), folder.resolve("none.yaml"))) {
            assertThat(answers("logs --config " + file + " s"))
                    .isEqualTo("service/docker-proxy service/hub service/proxy");
        }
    }

    @Test
    void noHostIsContacted() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = hubYaml(PLAIN.replace("port: 1", "port: " + host.getLocalPort()));
            assertThat(answers("logs --config " + file + " server/t")).isEqualTo("server/teacher");
            host.setSoTimeout(1);
            Assertions.assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(host::accept);
        }
    }

    @Test
    void anAnswerSaysWhatItMeans() {
        assertThat(asked(List.of("plan", "--pur")))
                .isEqualTo("--purge\tWith --destroy: remove the data of all users and the hub's database too.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            rlmprov pl|pl
            rlmprov plan --target |plan,--target,
            rlmprov plan --target=ser|plan,--target=ser
            ./rlmprov logs server/a@x.o|logs,server/a@x.o
            """)
    void bashAsksForTheWordAtTheCursor(String line, String asked) throws Exception {
        tab(line, "");
        assertThat(folder.resolve("asked")).hasContent("__complete,--," + asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            rlmprov logs se|service/hub\\tThe hub.\\nservice/proxy|service/hub service/proxy
            rlmprov plan --target=|--target=service/hub|service/hub
            rlmprov plan --target=ser|--target=service/hub|service/hub
            rlmprov logs server/ann@ex|server/ann@example.org|example.org
            rlmprov apply hub|:files|hub.plan hub.yaml
            rlmprov apply --config=hub.y|:files|hub.yaml
            """)
    void bashTakesTheAnswers(String line, String answer, String words) throws Exception {
        Files.writeString(folder.resolve("hub.plan"), "");
        hubYaml("");
        assertThat(tab(line, answer)).isEqualTo(words == null ? "" : words);
    }

    @Test
    void eachShellHasAScript() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            assertThat(CompletionScript.of(shell))
                    .hasValueSatisfying(script -> assertThat(script.text()).contains("__complete -- "));
        }
        assertThat(CompletionScript.of("csh")).isEmpty();
    }

    private Path hubYaml(String text) throws IOException {
        Files.writeString(folder.resolve("roster.txt"), "ann\nben\n");
        return Files.writeString(folder.resolve("hub.yaml"), text);
    }

    private String answers(String line) {
        return words(asked(List.of(line.split(" ", -1))).lines().map(answer -> answer.replaceFirst("\t.*", "")));
    }

    private String asked(List<String> words) {
        StringWriter out = new StringWriter();
        Surroundings around = StillSurroundings.of(Map.of(), folder, out, new StringWriter());
        String[] arguments = Stream.concat(Stream.of(CompleteCommand.NAME, "--"), words.stream())
                .toArray(String[]::new);
        assertThat(Main.run(around, arguments)).isZero();
        return out.toString();
    }

    /** What bash makes of an answer of rlmprov. */
    private String tab(String line, String answer) throws Exception {
        Files.writeString(folder.resolve("script"), CompletionScript.BASH.text());
        Path rlmprov = Files.writeString(
                folder.resolve("rlmprov"),
                "#!/bin/sh\nIFS=,; printf '%s' \"$*\" >asked; printf '%b\\n' '" + answer + "'\n");
        assertThat(rlmprov.toFile().setExecutable(true)).isTrue();
        ProcessBuilder bash = new ProcessBuilder("bash", "--norc", "-c", TAB).directory(folder.toFile());
        bash.environment().put("LINE", line);
        bash.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        // Without a line editor, bash refuses to change how a completion that is under way goes on.
        bash.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = bash.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return words(out.lines());
    }

    private static String words(Stream<String> lines) {
        return String.join(" ", lines.filter(word -> !word.isEmpty()).sorted().toList());
    }
}
