package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rlmprov.kinds.image.Image;
import io.rlmprov.kinds.service.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real bash completes command lines, and all shells get the same words. */
@Timeout(60)
class CompletionTest {
    /** What a hub without a gateway and https does not have. */
    private static final List<String> OF_SOME_HUBS =
            List.of("service/gateway", "service/tls", Image.NAME + "/" + Image.TLS);

    /** Calls what bash calls when the operator presses Tab at the end of the line. */
    private static final String TAB = """
            . ./script
            COMP_LINE=$LINE
            IFS=' ' read -r -a COMP_WORDS <<<"$LINE"
            [ "${LINE% }" = "$LINE" ] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _complete_rlmprov
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    Path folder;

    private final Completion completion = new Completion(CommandLines.rlmprov());

    @BeforeEach
    void aFolderWithAHubYamlAndAPlan() throws IOException {
        Files.writeString(folder.resolve("script"), completion.bash());
        Files.writeString(folder.resolve("hub.yaml"), "");
        Files.writeString(folder.resolve("hub.plan"), "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            rlmprov pl|plan
            rlmprov s|share show status
            rlmprov plan --de|--debug --destroy --detailed-exitcode
            rlmprov apply --lock|--lock-timeout
            rlmprov plan --target image/|image/rlm-hub image/rlm-singleuser image/rlm-tls
            rlmprov plan --replace |service/docker-proxy service/gateway service/hub service/proxy service/tls
            rlmprov logs service/h|service/hub
            rlmprov apply hub|hub.plan hub.yaml
            rlmprov status --config hub.y|hub.yaml
            rlmprov share hub.y|hub.yaml
            rlmprov collect hub.y|
            rlmprov completion |bash fish zsh
            """)
    void bashCompletesCommandsOptionsAddressesAndFiles(String line, String words) throws Exception {
        assertThat(tab(line)).isEqualTo(words == null ? "" : words);
    }

    @Test
    void eachCommandIsCompletedInEachShell() {
        CommandLines.rlmprov().getSubcommands().keySet().forEach(command -> {
            assertThat(completion.bash()).contains("function _picocli_rlmprov_" + command + "()");
            assertThat(completion.fish())
                    .contains("complete -c rlmprov -n __fish_use_subcommand -a " + command + " -d '");
        });
        assertThat(completion.zsh()).startsWith("#compdef rlmprov\n").contains(completion.bash());
    }

    @Test
    void fishLearnsWhichArgumentsAreFilesAndWhichAreWords() {
        String plan = "complete -c rlmprov -n '__fish_seen_subcommand_from plan' ";
        assertThat(completion.fish().lines())
                .contains(plan + "-l json -d 'Print the plan as JSON.'", plan + "-F")
                .anyMatch(line -> line.startsWith(plan + "-l out -d ") && line.endsWith(" -r -F"))
                .anyMatch(line -> line.startsWith(plan + "-l replace -d ")
                        && line.endsWith(" -x -a '" + String.join(" ", Completion.SERVICES) + "'"))
                .allMatch(line -> line.startsWith("complete -c rlmprov ") || line.startsWith("# "));
    }

    @Test
    void theAddressesAreThoseOfPlans() throws IOException {
        List<String> planned = new ObjectMapper()
                .readTree(Path.of("src/test/resources/plans/bare-host/expected.json")
                        .toFile())
                .path("changes")
                .findValuesAsText("address");
        assertThat(Completion.ADDRESSES.stream().filter(address -> !OF_SOME_HUBS.contains(address)))
                .allSatisfy(address -> assertThat(planned).contains("hub1/" + address));
        assertThat(OF_SOME_HUBS).isSubsetOf(Completion.ADDRESSES);
    }

    @Test
    void theServicesAreThoseOfTheStack() throws IOException {
        List<String> services = new ArrayList<>();
        new YAMLMapper()
                .readTree(Path.of("images/compose.yaml").toFile())
                .path("services")
                .fieldNames()
                .forEachRemaining(name -> services.add(Service.NAME + "/" + name));
        assertThat(Completion.SERVICES).containsExactlyInAnyOrderElementsOf(services);
    }

    private String tab(String line) throws Exception {
        ProcessBuilder bash = new ProcessBuilder("bash", "--norc", "-c", TAB).directory(folder.toFile());
        bash.environment().put("LINE", line);
        // Without a line editor, bash refuses to change how a completion that is under way goes on.
        bash.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = bash.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return String.join(
                " ", out.lines().filter(word -> !word.isEmpty()).sorted().toList());
    }
}
