package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Value;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody changed on the host is shown as that, on just the field that it is, and corrected. */
class DriftTest {
    private static final String HUB_STARTS_AGAIN = "update service/hub DRIFTED_INPUT";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host).add("trust: {certificates: [corp.pem]}\n");

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
        host.userLogsIn("bob");
    }

    @Test
    void aSettingIsEdited() {
        replace("settings.json", "\"timeout\" : 3600", "\"timeout\" : 600");
        assertMends("update file/settings.json idle.timeout DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void aHubThatWasStartedFromAnEditedSettingIsStartedAgainWhateverInterrupts() {
        for (int n = 0; ; n++) {
            FakeHost broken = new FakeHost("rlm-class");
            Operator ann = new Operator(broken);
            ann.apply();
            String settings = broken.machine().file("settings.json");
            String edited = broken.machine().files.read(settings).orElseThrow().replace("3600", "600");
            broken.machine().files.write(settings, edited, "0644");
            broken.machine().fuse.blowAfter(n);
            boolean done = catchThrowable(ann::apply) == null;
            broken.reconnect();
            ann.apply();
            assertThat(broken.ran()).as("after change %d", n).contains("remove rlmprov-rlm-class-hub");
            assertThat(ann.plan().changes()).isEmpty();
            if (done) {
                return;
            }
        }
    }

    @Test
    void aSettingHasAnotherForm() {
        replace("settings.json", "\"timeout\" : 3600", "\"timeout\" : \"3600\"");
        assertMends("update file/settings.json idle.timeout DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void aSettingIsNestedOtherwise() {
        replace("settings.json", "\"idle\" : {", "\"idle.timeout\" : 3600, \"idle\" : {");
        assertMends("update file/settings.json \"idle.timeout\" DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void anEmptySectionIsAdded() {
        replace("settings.json", "\"auth\" : {", "\"more\" : {}, \"auth\" : {");
        assertMends("update file/settings.json more DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void aSettingIsAdded() {
        replace("settings.json", "\"auth\" : {", "\"debug\" : true, \"auth\" : {");
        assertMends("update file/settings.json debug DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void settingsAreNoJsonAnyMore() {
        machine.files.write(machine.file("settings.json"), "oops", "0644");
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .contains("update file/settings.json content DRIFT")
                .allMatch(field -> field.endsWith("DRIFT") || field.equals(HUB_STARTS_AGAIN));
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void settingsAreGone() {
        machine.files.remove(machine.file("settings.json"));
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .contains("create file/settings.json idle.timeout DRIFT")
                .allMatch(field -> field.endsWith("DRIFT") || field.equals(HUB_STARTS_AGAIN));
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aNotebookIsDeleted() {
        machine.files.remove(machine.file("notebooks/1 start.ipynb"));
        assertMends("update directory/notebooks 1 start.ipynb DRIFT");
    }

    @Test
    void aNotebookIsEdited() {
        machine.files.write(machine.file("notebooks/1 start.ipynb"), "{\"mine\": 1}", "0644");
        assertMends("update directory/notebooks 1 start.ipynb DRIFT");
    }

    @Test
    void anAlienFileIsInABuildContext() {
        machine.files.makeDirectory(machine.file("images/hub/deep/down"), "0755");
        machine.files.write(machine.file("images/hub/deep/down/alien"), "?", "0644");
        assertMends("update directory/images/hub deep/down/alien DRIFT");
        assertThat(machine.files.exists(machine.file("images/hub/deep"))).isFalse();
    }

    @Test
    void aFileInABuildContextMayBeReadByRootOnly() {
        machine.files.chmod(machine.file("images/hub/Dockerfile"), "0600");
        assertMends("update directory/images/hub Dockerfile DRIFT");
    }

    @Test
    void usersMayNotEnterTheNotebooks() {
        machine.files.chmod(machine.file("notebooks"), "0700");
        assertMends("update directory/notebooks ./ DRIFT");
        assertThat(machine.files.stat(machine.file("notebooks")).mode()).isEqualTo("0755");
    }

    @Test
    void aFolderAboveTheBuildContextsBelongsToSomebodyElse() {
        machine.files.chown(machine.file("images"), "ann:ann");
        assertMends("update directory/images/hub ./ DRIFT", "update directory/images/singleuser ./ DRIFT");
    }

    @Test
    void theHubsOwnFolderIsClosed() {
        machine.files.chmod(machine.names.directory(), "0750");
        assertThat(operator.plan()
                        .hosts()
                        .getFirst()
                        .observed()
                        .resources()
                        .get(new Address("hub1", "directory", "notebooks")))
                .containsEntry("./", Value.of("0750 root:root (/opt/rlmprov/rlm-class)"));
        assertMends(
                "update directory/images/hub ./ DRIFT",
                "update directory/images/singleuser ./ DRIFT",
                "update directory/notebooks ./ DRIFT");
    }

    @Test
    void anEmptyFolderOfSomebodyIsNoneOfOurs() {
        machine.files.makeDirectory(machine.file("notebooks/theirs"), "0700");
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aNotebookBelongsToSomebodyElse() {
        machine.files.chown(machine.file("notebooks/1 start.ipynb"), "ann:ann");
        assertMends("update directory/notebooks 1 start.ipynb DRIFT");
    }

    @Test
    void everybodyMayReadTheKeyAndItsFolder() {
        machine.files.chmod(machine.state("key"), "0644");
        machine.files.chmod(machine.names.state(), "0755");
        assertMends("update file/key folder DRIFT", "update file/key mode DRIFT");
    }

    @Test
    void theProxysTokenBelongsToSomebodyElse() {
        machine.files.chown(machine.file("proxy.env"), "ann:ann");
        assertMends("update file/proxy.env owner DRIFT");
    }

    @Test
    void settingsHaveSomethingBehindThem() {
        FileTree.Inode inode = machine.files.stat(machine.file("settings.json"));
        machine.files.write(machine.file("settings.json"), inode.content() + "}", inode.mode());
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .contains("update file/settings.json content DRIFT", HUB_STARTS_AGAIN);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aSettingIsThereTwice() {
        replace("settings.json", "\"timeout\" : 3600", "\"timeout\" : 600, \"timeout\" : 3600");
        assertThat(HubYamlChangesTest.told(operator.plan())).contains("update file/settings.json content DRIFT");
    }

    @Test
    void everybodyMayReadTheSecrets() {
        machine.files.chmod(machine.file("secrets.env"), "0644");
        assertMends("update file/secrets.env mode DRIFT");
    }

    @Test
    void aKeyIsRemovedFromTheSecrets() {
        replace("secrets.env", "OPENAI_API_KEY=" + Operator.KEY + "\n", "");
        assertMends("update file/secrets.env OPENAI_API_KEY DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void aKeyIsReplacedInTheSecrets() {
        replace("secrets.env", Operator.KEY, "sk-mine");
        assertMends("update file/secrets.env OPENAI_API_KEY DRIFT", HUB_STARTS_AGAIN);
    }

    @Test
    void theProxysTokenIsDamaged() {
        replace("proxy.env", "5a", "xx");
        assertMends(
                "update file/proxy.env token DRIFT",
                "update service/hub environment.CONFIGPROXY_AUTH_TOKEN DRIFT",
                "update service/proxy environment.CONFIGPROXY_AUTH_TOKEN DRIFT");
        assertThat(host.ran()).contains("remove rlmprov-rlm-class-proxy", "remove rlmprov-rlm-class-hub");
    }

    @Test
    void composeYamlIsEdited() {
        machine.files.write(machine.file("compose.yaml"), "services: {mine: {}}\n", "0644");
        assertMends(
                "update file/compose.yaml content DRIFT",
                "update service/docker-proxy DRIFTED_INPUT",
                HUB_STARTS_AGAIN,
                "update service/proxy DRIFTED_INPUT");
    }

    @Test
    void theFirewallOfAnOlderReleaseLetsOtherMachinesIn() {
        firewall("into in-force\n", "");
        assertMends("update firewall/servers into DRIFT");
    }

    @Test
    void theFirewallsFileIsEdited() {
        machine.files.write(machine.file("firewall.nft"), "table inet mine\n", "0644");
        assertMends("update file/firewall.nft content DRIFT");
    }

    @Test
    void aRuleOfTheFirewallIsAddedByHand() {
        firewall("outside in-force", "outside changed");
        assertMends("update firewall/servers outside DRIFT");
    }

    @Test
    void theFirewallIsNotLoadedAtBoot() {
        firewall("boot yes", "boot no");
        assertMends("update firewall/servers at boot DRIFT");
    }

    @Test
    void theNetworkWasMadeAnewWithoutTheFirewall() {
        firewall("network yes", "network no");
        assertMends("update firewall/servers network DRIFT");
    }

    private void firewall(String before, String after) {
        String loaded = machine.state("firewall.loaded");
        String text = machine.files.read(loaded).orElseThrow();
        assertThat(text).contains(before);
        machine.files.write(loaded, text.replace(before, after), "0600");
    }

    @Test
    void dockerNoLongerStartsAtBoot() {
        machine.docker.atBoot = false;
        assertMends("update engine/docker at boot DRIFT");
    }

    @Test
    void theParserOfAppArmorWasRemoved() {
        machine.apparmor = true;
        assertMends("update engine/docker apparmor DRIFT");
    }

    @Test
    void composeIsTooOld() {
        machine.docker.compose = "2.17.3";
        assertThat(operator.plan()
                        .hosts()
                        .getFirst()
                        .observed()
                        .resources()
                        .get(new Address("hub1", "engine", "docker")))
                .containsEntry("server", Value.of("ready"))
                .containsEntry("compose", Value.of("2.17.3"));
        assertMends("update engine/docker compose DRIFT");
    }

    @Test
    void theHubWasStopped() {
        setState("rlmprov-rlm-class-hub", "exited", "");
        assertMends("update service/hub state DRIFT");
    }

    @Test
    void theHubIsUnhealthy() {
        setState("rlmprov-rlm-class-hub", "running", "unhealthy");
        assertMends("update service/hub state DRIFT");
        assertThat(host.ran()).contains("remove rlmprov-rlm-class-hub");
    }

    @Test
    void theProxyIsPaused() {
        setState("rlmprov-rlm-class-proxy", "paused", "");
        assertMends("update service/proxy state DRIFT");
    }

    @Test
    void theHubsContainerIsGone() {
        machine.docker.remove("rlmprov-rlm-class-hub");
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .contains("create service/hub image DRIFT", "create service/hub state DRIFT")
                .allMatch(field -> field.startsWith("create service/hub ") && field.endsWith(" DRIFT"));
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void theUsersImageIsRemoved() {
        machine.docker.remove("jupyter-bob");
        machine.docker.images().keySet().removeIf(reference -> reference.startsWith("rlm-singleuser:"));
        assertMends("create image/rlm-singleuser id DRIFT", "create image/rlm-singleuser tag DRIFT");
    }

    @Test
    void aUsersServerGotAnotherLimitByHand() {
        FakeContainer bob = machine.docker.container("jupyter-bob").orElseThrow();
        machine.docker.put(bob.limitedTo(4L << 30, bob.quota()));
        assertMends("update server/bob memory DRIFT", "update server/bob memory+swap DRIFT");
    }

    @Test
    void aCertificateWasReplaced() {
        machine.files.write(FakeMachine.STORE + "/rlmprov-rlm-class-corp.crt", "another\n", "0644");
        assertMends("update trust/host corp.crt DRIFT");
    }

    @Test
    void aCertificateIsMissingInTheBundle() {
        machine.files.write(FakeMachine.BUNDLE, "the distribution's certificates\n", "0644");
        assertMends("update trust/host corp.crt DRIFT");
    }

    @Test
    void aChangeOfHubYamlOfTheSameFieldIsNoDrift() {
        replace("settings.json", "\"timeout\" : 3600", "\"timeout\" : 600");
        operator.add("idle: {timeout: 30m}\n");
        assertMends("update file/settings.json idle.timeout CONFIG", "replace service/hub spec CONSEQUENCE");
    }

    @Test
    void whatAHandDidLikeHubYamlIsTakenOverAndNotMistakenForDriftLater() {
        operator.notebooks.putAll(Operator.files("1 start.ipynb", "{\"new\": 1}"));
        machine.files.write(machine.file("notebooks/1 start.ipynb"), "{\"new\": 1}", "0644");
        assertThat(operator.plan().changes()).extracting(Change::verb).containsExactly(Change.Verb.ADOPT);
        operator.apply();
        operator.notebooks.putAll(Operator.files("1 start.ipynb", "{\"newer\": 1}"));
        assertMends("update directory/notebooks 1 start.ipynb UPGRADE");
    }

    private void replace(String file, String from, String to) {
        FileTree.Inode inode = machine.files.stat(machine.file(file));
        assertThat(inode.content()).contains(from);
        machine.files.write(machine.file(file), inode.content().replace(from, to), inode.mode());
    }

    private void setState(String container, String state, String health) {
        machine.docker.put(machine.docker.container(container).orElseThrow().inState(state, health));
    }

    private void assertMends(String... fields) {
        assertThat(HubYamlChangesTest.told(operator.plan())).containsExactlyInAnyOrder(fields);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }
}
