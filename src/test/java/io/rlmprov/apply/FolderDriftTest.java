package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the hub's folders and is not as rlmprov wrote it, or not rlmprov's at all, is shown and put right. */
class FolderDriftTest {
    private static final String HUB_STARTS_AGAIN = "update service/hub DRIFTED_INPUT";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
        host.userLogsIn("bob");
    }

    @Test
    void othersMayTakeThePlaceOfOurFolders() {
        machine.files.chmod("/opt/rlmprov", "0777");
        machine.files.chown("/var/lib/rlmprov", "nobody:root");
        assertMends(
                "update directory/images/hub ./ DRIFT",
                "update directory/images/singleuser ./ DRIFT",
                "update directory/notebooks ./ DRIFT",
                "update file/key folder DRIFT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"record.json.new", "proven", "lock.holder"})
    void aFolderIsInPlaceOfAFileOfOurState(String file) {
        machine.files.remove(machine.state(file));
        machine.files.makeDirectory(machine.state(file), "0755");
        assertMends("delete file//var/lib/rlmprov/rlm-class/" + file + " not rlmprov's DRIFT");
    }

    @Test
    void theStacksVariablesAreEdited() {
        String env = machine.file(".env");
        machine.files.write(env, machine.files.read(env).orElseThrow().replace("=8000", "=9000"), "0644");
        assertMends(
                "update file/.env HTTP_PORT DRIFT",
                "update service/docker-proxy DRIFTED_INPUT",
                HUB_STARTS_AGAIN,
                "update service/proxy DRIFTED_INPUT");
        assertThat(machine.files.read(machine.file(".env")).orElseThrow()).contains("HTTP_PORT=8000\n");
    }

    @Test
    void theStacksVariablesAreGone() {
        machine.files.remove(machine.file(".env"));
        assertMends(
                "create file/.env DOCKER_PROXY_SPEC DRIFT",
                "create file/.env HTTP_PORT DRIFT",
                "create file/.env HUB_DIR DRIFT",
                "create file/.env HUB_IMAGE DRIFT",
                "create file/.env HUB_NAME DRIFT",
                "create file/.env HUB_SPEC DRIFT",
                "create file/.env PROXY_SPEC DRIFT",
                "create file/.env mode DRIFT",
                "create file/.env owner DRIFT",
                "update service/docker-proxy DRIFTED_INPUT",
                HUB_STARTS_AGAIN,
                "update service/proxy DRIFTED_INPUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.override.yaml", "compose.override.yml", "docker-compose.yml", "compose.yml"})
    void aFileThatComposeWouldReadIsThere(String file) {
        machine.files.write(machine.file(file), "services: {hub: {privileged: true}}\n", "0644");
        assertMends(
                "delete file/" + file + " not rlmprov's DRIFT",
                "update service/docker-proxy DRIFTED_INPUT",
                HUB_STARTS_AGAIN,
                "update service/proxy DRIFTED_INPUT");
        assertThat(machine.files.exists(machine.file(file))).isFalse();
        assertThat(machine.files.exists(machine.file("compose.yaml"))).isTrue();
    }

    @Test
    void unknownFilesAreInTheHubsFolders() {
        machine.files.write(machine.file("notes.txt"), "mine\n", "0600");
        machine.files.makeDirectory(machine.file("old/deep"), "0755");
        machine.files.write(machine.file("old/deep/settings.json"), "{}", "0644");
        machine.files.write(machine.file("images/compose.yaml"), "{}", "0644");
        machine.files.write(machine.state("record.json.orig"), "{}", "0644");
        assertMends(
                "delete file//var/lib/rlmprov/rlm-class/record.json.orig not rlmprov's DRIFT",
                "delete file/images/compose.yaml not rlmprov's DRIFT",
                "delete file/notes.txt not rlmprov's DRIFT",
                "delete file/old not rlmprov's DRIFT");
        assertThat(machine.files.exists(machine.file("old"))).isFalse();
        assertThat(machine.files.exists(machine.state("record.json.orig"))).isFalse();
        assertThat(machine.files.exists(machine.state("key"))).isTrue();
    }

    @Test
    void aFileThatIsBeingWrittenIsNotUnknown() {
        machine.files.write(machine.file(".env.new"), "", "0644");
        machine.files.write(machine.state("lock.holder.new"), "", "0600");
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aFileIsAFolder() {
        machine.files.remove(machine.file("compose.yaml"));
        machine.files.makeDirectory(machine.file("compose.yaml"), "0644");
        machine.files.write(machine.file("compose.yaml/x"), "", "0644");
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .contains("update file/compose.yaml content DRIFT", "update file/compose.yaml mode DRIFT");
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }

    private void assertMends(String... fields) {
        assertThat(HubYamlChangesTest.told(operator.plan())).containsExactlyInAnyOrder(fields);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }
}
