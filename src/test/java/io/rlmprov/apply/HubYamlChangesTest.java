package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of hub.yaml is shown as just that and what follows from it, and applied as just that. */
class HubYamlChangesTest {
    private static final List<String> HUB_STARTS_AGAIN = List.of("replace service/hub spec CONSEQUENCE");
    private static final List<String> STACK_STARTS_AGAIN = List.of(
            "replace service/docker-proxy image CONSEQUENCE",
            "replace service/docker-proxy spec CONSEQUENCE",
            "replace service/hub image CONSEQUENCE",
            "replace service/hub spec CONSEQUENCE",
            "replace service/proxy image CONSEQUENCE",
            "replace service/proxy spec CONSEQUENCE");

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
    }

    @Test
    void moreUsersGetLessMemoryEach() {
        operator.edit("count: 20", "count: 25");
        assertChanges(
                HUB_STARTS_AGAIN,
                "update file/settings.json server.active SIZING",
                "update file/settings.json server.cpu SIZING",
                "update file/settings.json server.memory SIZING");
    }

    @Test
    void memoryIsWhatHubYamlSays() {
        operator.add("server: {memory: 512M}\n");
        assertChanges(
                HUB_STARTS_AGAIN,
                "update file/settings.json server.active SIZING",
                "update file/settings.json server.memory CONFIG");
    }

    @Test
    void idleTimeout() {
        operator.add("idle: {timeout: 30m}\n");
        assertChanges(HUB_STARTS_AGAIN, "update file/settings.json idle.timeout CONFIG");
    }

    @Test
    void anAdminIsAdded() {
        operator.edit("count: 20", "count: 20\n  admins: [ann]");
        assertChanges(HUB_STARTS_AGAIN, "update file/settings.json admins CONFIG");
    }

    @Test
    void aWelcomeIsAdded() {
        operator.add("welcome: Hello\n");
        assertChanges(HUB_STARTS_AGAIN, "update file/settings.json welcome CONFIG");
    }

    @Test
    void aKeyHasAnotherValue() {
        operator.environment.put("OPENAI_API_KEY", "sk-another");
        assertChanges(HUB_STARTS_AGAIN, "update file/secrets.env OPENAI_API_KEY CONFIG");
    }

    @Test
    void aKeyIsAdded() {
        operator.add("  RLM_MODEL: gpt-5-nano\n");
        assertChanges(HUB_STARTS_AGAIN, "update file/secrets.env RLM_MODEL CONFIG");
    }

    @Test
    void aKeyIsRemoved() {
        operator.edit("  OPENAI_API_KEY: ${env:OPENAI_API_KEY}\n", "  GEMINI_API_KEY: ${env:OPENAI_API_KEY}\n");
        assertChanges(
                HUB_STARTS_AGAIN,
                "update file/secrets.env GEMINI_API_KEY CONFIG",
                "update file/secrets.env OPENAI_API_KEY CONFIG");
    }

    @Test
    void theClassGetsAPassword() {
        operator.add("auth: {type: shared-password, password: '${env:CLASS_PASSWORD}'}\n");
        assertChanges(
                HUB_STARTS_AGAIN,
                "update file/secrets.env RLMPROV_USER_PASSWORD CONFIG",
                "update file/settings.json auth.type CONFIG");
        operator.environment.put("CLASS_PASSWORD", "another one");
        assertChanges(HUB_STARTS_AGAIN, "update file/secrets.env RLMPROV_USER_PASSWORD CONFIG");
    }

    @Test
    void aNotebookIsChangedWithoutARestartOfAnything() {
        operator.notebooks.putAll(Operator.files("1 start.ipynb", "{\"new\": 1}"));
        assertChanges(List.of(), "update directory/notebooks 1 start.ipynb UPGRADE");
    }

    @Test
    void aNotebookIsAdded() {
        operator.notebooks.putAll(Operator.files("3 more.ipynb", "{}"));
        assertChanges(List.of(), "update directory/notebooks 3 more.ipynb UPGRADE");
    }

    @Test
    void aNotebookIsRemoved() {
        operator.notebooks.remove("1 start.ipynb");
        assertChanges(List.of(), "update directory/notebooks 1 start.ipynb UPGRADE");
        assertThat(host.machine().files.below(host.machine().file("notebooks"))).containsOnlyKeys("2 recursion.ipynb");
    }

    @Test
    void aFileBecomesAFolderAndAFileAgain() {
        operator.notebooks.putAll(Operator.files("data", "1,2", "dataset", "3"));
        apply();
        operator.notebooks.remove("data");
        operator.notebooks.putAll(Operator.files("data/deep/x.csv", "1,2", "data/y.csv", "3,4"));
        assertChanges(
                List.of(),
                "update directory/notebooks data UPGRADE",
                "update directory/notebooks data/deep/x.csv UPGRADE",
                "update directory/notebooks data/y.csv UPGRADE");
        operator.notebooks.keySet().removeIf(path -> path.startsWith("data/"));
        operator.notebooks.putAll(Operator.files("data", "5,6"));
        apply();
        assertThat(host.machine().files.below(host.machine().file("notebooks")))
                .containsOnlyKeys("1 start.ipynb", "2 recursion.ipynb", "data", "dataset");
    }

    @Test
    void aPortIsPublishedAnewWhileTheHubGoesOn() {
        operator.add("http: {port: 80}\n");
        assertChanges(List.of(), "replace service/proxy port CONFIG", "replace service/proxy spec CONSEQUENCE");
    }

    @Test
    void theUsersImageIsBuiltAnewForServersThatStartFromNowOn() {
        operator.userContext.putAll(Operator.files("Dockerfile", "FROM base\nRUN true"));
        assertChanges(
                HUB_STARTS_AGAIN,
                "update directory/images/singleuser Dockerfile UPGRADE",
                "update file/settings.json server.image CONSEQUENCE",
                "update image/rlm-singleuser tag CONSEQUENCE");
    }

    @Test
    void imagesThatNothingUsesAnyMoreAreRemoved() {
        String first = usersImage();
        host.userLogsIn("bob");
        operator.userContext.putAll(Operator.files("Dockerfile", "FROM base\nRUN true"));
        apply();
        String second = usersImage();
        assertThat(images()).as("bob's server still runs the first").contains(first, second);
        host.machine().docker.remove("jupyter-bob");
        host.machine().docker.addImage("rlm-singleuser:latest", "");
        operator.userContext.putAll(Operator.files("Dockerfile", "FROM base\nRUN false"));
        apply();
        assertThat(images()).doesNotContain(first, second).contains(usersImage());
        assertThat(images()).as("not ours").contains("debian:trixie-slim", "rlm-singleuser:latest");
        assertThat(images()).hasSize(4);
    }

    private Set<String> images() {
        return host.machine().docker.images().keySet();
    }

    private String usersImage() {
        String settings =
                host.machine().files.read(host.machine().file("settings.json")).orElseThrow();
        Matcher reference = Pattern.compile("rlm-singleuser:[0-9a-f]{12}").matcher(settings);
        assertThat(reference.find()).isTrue();
        return reference.group();
    }

    @Test
    void theHubsImageIsBuiltAnew() {
        operator.hubContext.putAll(Operator.files("Dockerfile", "FROM base\nRUN true"));
        assertChanges(
                STACK_STARTS_AGAIN,
                "update directory/images/hub Dockerfile UPGRADE",
                "update image/rlm-hub tag CONSEQUENCE");
    }

    @Test
    void aCertificateIsTrustedEverywhereAndThenNoMore() {
        operator.add("trust: {certificates: [corp.pem, lab.pem]}\n");
        apply();
        operator.edit("[corp.pem, lab.pem]", "[corp.pem]");
        assertChanges(
                STACK_STARTS_AGAIN,
                "update directory/images/hub trust/lab.crt CONFIG",
                "update directory/images/singleuser trust/lab.crt CONFIG",
                "update file/settings.json server.image CONSEQUENCE",
                "update file/settings.json trust CONFIG",
                "update image/rlm-hub tag CONSEQUENCE",
                "update image/rlm-singleuser tag CONSEQUENCE",
                "update trust/host lab.crt CONFIG");
        operator.edit("[corp.pem]", "[]");
        assertThat(told(operator.plan())).contains("delete trust/host corp.crt CONFIG");
        apply();
        assertThat(host.machine().files.read(FakeMachine.BUNDLE)).contains("the distribution's certificates\n");
    }

    @Test
    void ofTwoLimitsTheOneThatHubYamlLeavesOpenIsOfSizing() {
        host.userLogsIn("bob");
        operator.edit("count: 20", "count: 25").add("server: {memory: 512M}\n");
        assertThat(told(operator.plan())).contains("update server/bob cpu SIZING", "update server/bob memory CONFIG");
        apply();
    }

    @Test
    void aServerThatRunsIsResizedInPlace() {
        host.userLogsIn("bob");
        operator.add("server: {memory: 512M, cpu: 0.5}\n");
        assertThat(told(operator.plan())).contains("update server/bob cpu CONFIG", "update server/bob memory CONFIG");
        apply();
        assertThat(host.ran()).contains("resize jupyter-bob");
        assertThat(host.machine().docker.container("jupyter-bob").orElseThrow().memory())
                .isEqualTo(512L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.29", "0.57", "1.15", "2.3"})
    void coresThatHaveNoExactQuotaAreAsTheyShouldBe(String cores) {
        host.userLogsIn("bob");
        operator.add("server: {cpu: " + cores + "}\n");
        apply();
        host.userLogsIn("ann");
        assertThat(operator.plan().changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1500, 1437, false", "1500, 1436, true", "512, 449, false"})
    void whatIsTooFullToShrinkIsTheSameForThePlanAndForTheEngine(long memory, long used, boolean shrinks) {
        host.machine().memory = 64L << 30;
        apply();
        host.userLogsIn("bob");
        FakeContainer bob = host.machine().docker.container("jupyter-bob").orElseThrow();
        host.machine().docker.put(bob.using(used << 20));
        operator.add("server: {memory: " + memory + "M}\n");
        apply(shrinks ? 0 : 1);
        assertThat(host.ran().contains("resize jupyter-bob")).isEqualTo(shrinks);
    }

    @Test
    void aServerWithoutALimitIsTooFullTo() {
        host.userLogsIn("bob");
        FakeContainer bob = host.machine().docker.container("jupyter-bob").orElseThrow();
        host.machine().docker.put(bob.limitedTo(0, 0).using(2L << 30));
        assertThat(operator.plan().hosts().getFirst().notes())
                .contains("bob's server uses 2048 MiB, too near to the new limit of 768 MiB:"
                        + " it keeps going without a limit until its next start");
        apply(1);
    }

    @Test
    void aServerThatUsesMoreThanItsNewLimitKeepsTheOldOne() {
        host.userLogsIn("bob");
        FakeContainer bob = host.machine().docker.container("jupyter-bob").orElseThrow();
        host.machine().docker.put(bob.using(500L << 20));
        operator.add("server: {memory: 512M}\n");
        Plan plan = operator.plan();
        assertThat(plan.changes())
                .contains(Change.keep(new Address("hub1", "server", "bob"), "keeps its limits until its next start"));
        assertThat(plan.hosts().getFirst().notes())
                .contains("bob's server uses 500 MiB, too near to the new limit of 512 MiB:"
                        + " it keeps its 768 MiB until its next start");
        operator.apply();
        assertThat(host.machine().docker.container("jupyter-bob").orElseThrow().memory())
                .isEqualTo(bob.memory());
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    private void assertChanges(List<String> consequences, String... changes) {
        List<String> expected = new ArrayList<>(consequences);
        expected.addAll(List.of(changes));
        assertThat(told(operator.plan())).containsExactlyInAnyOrderElementsOf(expected);
        apply();
    }

    private void apply() {
        apply(0);
    }

    private void apply(int kept) {
        operator.apply();
        assertThat(operator.plan().changes()).hasSize(kept).allMatch(change -> change.verb() == Change.Verb.KEEP);
    }

    /** Each field that differs, as {@code update file/settings.json idle.timeout CONFIG}. */
    static List<String> told(Plan plan) {
        List<String> told = new ArrayList<>();
        for (Change change : plan.changes()) {
            String action = change.verb().name().toLowerCase(Locale.ROOT);
            String address = change.address().local();
            if (change.fields().isEmpty()) {
                change.reasons().forEach(reason -> told.add(action + " " + address + " " + reason));
            }
            change.fields().stream()
                    // The variables of compose.yaml follow each change of a service.
                    .filter(field ->
                            !change.address().name().equals(HubFile.ENV) || field.origin() == FieldDiff.Origin.DRIFT)
                    .forEach(field -> told.add(action + " " + address + " " + field.path() + " " + field.origin()));
        }
        return told;
    }
}
