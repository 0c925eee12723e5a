package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanFileJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A saved plan is applied exactly as it was planned, by whoever has the same hub.yaml, or not at all. */
class SavedPlanTest {
    private static final String BUILD = "0.1.0+1";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator ann =
            new Operator(host).add("auth: {type: shared-password, password: correct horse battery}\n");

    /** Another operator with the same hub.yaml. */
    private Operator bob() {
        Operator bob = new Operator(host).add("auth: {type: shared-password, password: correct horse battery}\n");
        // Whoever plans first draws another key for a host that has none.
        bob.plan();
        return bob;
    }

    @Test
    void whoeverHasTheSameInputsMayApplyIt() {
        ann.apply();
        ann.environment.put("OPENAI_API_KEY", "sk-another");
        PlanFile saved = read(ann.saved(ann.plan(), BUILD));
        Operator bob = bob();
        bob.environment.put("OPENAI_API_KEY", "sk-another");
        assertThatCode(() -> compared(saved, bob)).doesNotThrowAnyException();
        assertThat(saved.unbound()).isEmpty();
    }

    @Test
    void usersMayComeAndGo() {
        ann.apply();
        PlanFile saved = saved(ann.add("idle: {timeout: 30m}\n"));
        host.userLogsIn("zoe");
        assertThatCode(() -> compared(saved, ann)).doesNotThrowAnyException();
    }

    @Test
    void everythingThatChangedIsNamed() {
        ann.apply();
        Map<Runnable, String> changes = new LinkedHashMap<>();
        changes.put(() -> machine.memory = 15L << 30, "on hub1: the memory or the number of cores of the host");
        changes.put(() -> machine.docker.remove("rlmprov-rlm-class-proxy"), "on hub1: service/proxy is gone");
        changes.put(() -> machine.files.write(machine.file("stray"), "x", "0644"), "on hub1: file/stray has appeared");
        changes.put(
                () -> machine.files.chmod(machine.file("settings.json"), "0666"),
                "on hub1: file/settings.json mode: 0644 -> 0666");
        changes.put(() -> machine.os = machine.os.replace("machine=6b", "machine=7c"), "hub1 is another machine");
        changes.put(() -> ann.add("# a comment\n"), "hub.yaml (hub.yaml)");
        changes.put(
                () -> ann.add("idle: {timeout: 10m}\n"),
                "what is asked for on hub1: file/settings.json idle.timeout: 3600 -> 600");
        changes.put(
                () -> ann.environment.put("OPENAI_API_KEY", "sk-new"),
                "what is asked for on hub1: file/secrets.env OPENAI_API_KEY: (sensitive) has another value");
        changes.put(
                () -> ann.notebooks.putAll(Operator.files("3 more.ipynb", "{}")),
                "what is asked for on hub1: directory/notebooks 3 more.ipynb: absent -> sha256:");
        changes.put(
                () -> ann.userContext.putAll(Operator.files("Dockerfile", "FROM else")),
                "what is asked for on hub1: directory/images/singleuser Dockerfile: sha256:");
        changes.forEach((change, named) -> {
            PlanFile saved = saved(ann);
            change.run();
            assertThatThrownBy(() -> compared(saved, ann))
                    .isInstanceOf(StalePlanException.class)
                    .hasMessageContaining("  - " + named);
            assertThatCode(() -> compared(saved(ann), ann)).doesNotThrowAnyException();
        });
    }

    @Test
    void anotherBuildAndAnotherHubAreNamed() {
        ann.apply();
        PlanFile saved = ann.saved(ann.plan(), "0.0.9+2");
        assertThatThrownBy(() -> compared(saved, ann)).hasMessageContaining("rlmprov: build 0.0.9+2 -> 0.1.0+1");
        PlanFile here = saved(ann);
        ann.edit("name: rlm-class", "name: rlm-other");
        assertThatThrownBy(() -> new SavedPlan(here, ann.saved(ann.planDestroy(false), BUILD)).require())
                .hasMessageContaining("the hub: rlm-class -> rlm-other");
    }

    @Test
    void aHostWithoutAKeyBindsAllButTheSecrets() {
        PlanFile saved = read(ann.saved(ann.plan(), BUILD));
        assertThat(saved.unbound()).containsExactly("hub1");
        assertThat(text(saved)).doesNotContain("hmac");
        Operator bob = bob();
        assertThat(bob.plan().id()).isEqualTo(saved.plan().id());
        bob.environment.put("OPENAI_API_KEY", "sk-later");
        assertThatCode(() -> compared(saved, bob)).doesNotThrowAnyException();
        bob.add("idle: {timeout: 10m}\n");
        assertThatThrownBy(() -> compared(saved, bob)).hasMessageContaining("idle.timeout: 3600 -> 600");
    }

    @Test
    void hubYamlOfABareHostIsBoundByItsTextUnlessItHoldsASecret() {
        assertThat(saved(ann).config().digest()).as("it has a password").isNull();
        Operator without = new Operator(host);
        assertThat(saved(without).config().digest()).startsWith("sha256:");
        PlanFile saved = saved(without);
        without.add("# a comment\n");
        assertThatThrownBy(() -> compared(saved, without)).hasMessageContaining("  - hub.yaml (hub.yaml)");
    }

    @Test
    void itHoldsNoSecret() {
        String bare = text(saved(ann));
        ann.apply();
        ann.environment.put("OPENAI_API_KEY", "sk-another");
        String key = machine.files.read(machine.state("key")).orElseThrow().strip();
        assertThat(bare + text(saved(ann)))
                .doesNotContain(Operator.KEY, Operator.PASSWORD, "sk-another", key)
                .doesNotContain("6bbf9cd4a2d94f2fa6d0c2f4b1c3e5d7");
    }

    @Test
    void aFlippedBitAtAnyPlaceIsSeen() {
        ann.apply();
        byte[] bytes = PlanFileJson.write(saved(ann.add("idle: {timeout: 30m}\n")));
        for (int mask : new int[] {0x01, 0x20, 0x80}) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) mask;
                assertDamaged(bytes, "byte " + i + " ^ " + mask);
                bytes[i] ^= (byte) mask;
            }
        }
        assertThat(PlanFileJson.read("p", bytes).plan().summary()).isNotEmpty();
    }

    @Test
    void aFileThatWasCutOffOrAddedToIsSeen() {
        byte[] bytes = PlanFileJson.write(saved(ann));
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (int length : new int[] {20, bytes.length / 2, bytes.length - 1}) {
            assertDamaged(text.substring(0, length).getBytes(StandardCharsets.UTF_8), length + " bytes");
        }
        assertDamaged((text + "\n").getBytes(StandardCharsets.UTF_8), "a line more");
        assertDamaged(("\ufeff" + text).getBytes(StandardCharsets.UTF_8), "a byte order mark");
    }

    @Test
    void aHubYamlIsNoPlan() {
        for (String yaml : new String[] {"", "{", "apiVersion: rlmprov/v1\n", "{\"apiVersion\": \"rlmprov/v1\"}\n"}) {
            assertThat(PlanFileJson.isPlan(yaml.getBytes(StandardCharsets.UTF_8)))
                    .as(yaml)
                    .isFalse();
        }
    }

    private static void assertDamaged(byte[] bytes, String how) {
        assertThat(PlanFileJson.isPlan(bytes)).as(how).isTrue();
        assertThatThrownBy(() -> PlanFileJson.read("p", bytes))
                .as(how)
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("was damaged or changed");
    }

    private static PlanFile saved(Operator operator) {
        return read(operator.saved(operator.plan(), BUILD));
    }

    private static void compared(PlanFile saved, Operator operator) {
        Plan plan = operator.plan();
        new SavedPlan(saved, operator.saved(plan, BUILD)).require();
    }

    private static PlanFile read(PlanFile file) {
        return PlanFileJson.read("p", PlanFileJson.write(file));
    }

    private static String text(PlanFile file) {
        return new String(PlanFileJson.write(file), StandardCharsets.UTF_8);
    }
}
