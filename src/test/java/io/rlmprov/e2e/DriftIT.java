package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plan sees what somebody changed on a real host, and an apply corrects it while a user's kernel goes on. What is changed stands in
 * {@code drift/tampers.yaml}: the tampers of a round are seen in one plan and corrected by one apply.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriftIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static HubVisitor ada;
    private static Kernel kernel;

    @BeforeAll
    static void aHubWithAUserAtWork() {
        host = LabHost.named("drift")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host).with("CLASS_KEY", "sk-of-the-class");
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "drift"));
        yaml.set("keys", "OPENAI_API_KEY: ${env:CLASS_KEY}");
        applied();
        ada = HubVisitor.login(host.url(), "ada", "");
        ada.openServer(PATIENCE);
        kernel = ada.startKernel();
        kernel.execute("counted = 42");
    }

    @AfterAll
    static void removeHost() {
        ada.close();
        host.close();
    }

    @Test
    @Order(10)
    void aHostThatNobodyTouchedHasNoDrift() {
        assertThat(plan().actions()).isEmpty();
    }

    @ParameterizedTest
    @Order(20)
    @ValueSource(strings = {"limits", "files", "network", "images", "containers", "stopped", "strangers"})
    void whatSomebodyChangesIsSeenAndMended(String round) throws IOException {
        List<Tamper> tampers = Tamper.round(round);
        assertThat(tampers).isNotEmpty();
        tampers.forEach(tamper -> assertThat(host.root(tamper.run()))
                .as(tamper.name())
                .satisfies(ended -> assertThat(ended.exit()).as(ended.err()).isZero()));
        assertSeen(tampers);
        applied();
        SoftAssertions left = new SoftAssertions();
        tampers.stream().filter(tamper -> !tamper.left().isEmpty()).forEach(tamper -> {
            Ended looked = host.root(tamper.left());
            left.assertThat(looked.exit())
                    .as(tamper.name() + ": " + tamper.left() + "\n" + looked.out() + looked.err())
                    .isZero();
        });
        left.assertAll();
        theKernelGoesOn();
    }

    /** Every tamper is in the plan, and no drift is in it that nobody made. */
    private static void assertSeen(List<Tamper> tampers) {
        PlanView plan = plan();
        Set<String> seen = seen(plan);
        SoftAssertions all = new SoftAssertions();
        tampers.forEach(tamper -> {
            all.assertThat(seen).as(tamper.name()).containsAll(tamper.sees());
            all.assertThat(plan.document().toString()).as(tamper.name()).contains(tamper.says());
        });
        Set<String> made =
                tampers.stream().flatMap(tamper -> tamper.sees().stream()).collect(Collectors.toSet());
        all.assertThat(seen).as("drift that nobody made").isSubsetOf(made);
        all.assertAll();
    }

    private static Set<String> seen(PlanView plan) {
        Map<String, String> actions = plan.actions();
        return plan.fields().stream()
                .filter(field -> field.endsWith(" drift"))
                .map(field -> {
                    String address = field.substring(0, field.indexOf(' '));
                    boolean gone = "create".equals(actions.get(address));
                    return gone ? address : field.substring(0, field.lastIndexOf(' '));
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void theKernelGoesOn() {
        ada.awaitRoute(PATIENCE);
        kernel = kernel.reconnected();
        assertThat(kernel.execute("print(counted)").shown()).isEqualTo("42");
    }

    private static PlanView plan() {
        Ended plan = rlmprov.plan(yaml.file(), "--json");
        assertThat(plan.exit()).as(plan.err()).isZero();
        return PlanView.parse(plan.out());
    }

    /** Applies; then there must be nothing to do. */
    private static void applied() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        PlanView after = plan();
        assertThat(after.actions()).as(after.fields().toString()).isEmpty();
    }
}
