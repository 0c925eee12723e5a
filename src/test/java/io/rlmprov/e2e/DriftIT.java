package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A plan sees what somebody changed on a real host, and an apply corrects it while a user's kernel goes on. What is changed stands in
 * {@code drift/}: the tampers of a round are seen in one plan and corrected by one apply.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriftIT {
    /** Files of the catalogue, in the order in which they are made. */
    static final String[] ROUNDS = {
        "limits", "modes", "contents", "shapes", "network", "images", "containers", "stopped", "remade"
    };

    /** Between a field and how it changes. */
    private static final String VALUES = " := ";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static HubVisitor ada;
    private static Kernel kernel;
    private static HubVisitor bob;

    @BeforeAll
    static void aHubWithTwoUsersAtWork() {
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
        bob = HubVisitor.login(host.url(), "bob", "");
        bob.openServer(PATIENCE);
    }

    @AfterAll
    static void removeHost() {
        bob.close();
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
    @MethodSource("rounds")
    void whatSomebodyChangesIsSeenAndMended(String round) {
        List<Tamper> tampers = Tamper.round(round);
        String servers = servers();
        tampers.forEach(tamper -> assertThat(host.root(tamper.run()))
                .as(tamper.name())
                .satisfies(ended -> assertThat(ended.exit()).as(ended.err()).isZero()));
        SoftAssertions all = new SoftAssertions();
        assertSeen(tampers, all);
        tampers.stream()
                .filter(tamper -> !tamper.undo().isEmpty())
                .forEach(tamper -> assertThat(host.root(tamper.undo()).exit())
                        .as(tamper.name() + ": " + tamper.undo())
                        .isZero());
        // Even where the plan was wrong: the next round begins with a hub as it should be.
        applied();
        tampers.stream().filter(tamper -> !tamper.left().isEmpty()).forEach(tamper -> {
            Ended looked = host.root(tamper.left());
            all.assertThat(looked.exit())
                    .as(tamper.name() + ": " + tamper.left() + "\n" + looked.out() + looked.err())
                    .isZero();
        });
        all.assertThat(servers()).as("containers of users").isEqualTo(servers);
        all.assertAll();
        theKernelGoesOn();
    }

    static Stream<String> rounds() {
        return Stream.of(ROUNDS);
    }

    /** Each container of a user, and since when it runs. */
    private static String servers() {
        return host.root("docker inspect --format '{{.Name}} {{.Id}} {{.State.StartedAt}}'"
                        + " $(docker ps -q --filter name=^jupyter-)")
                .out();
    }

    /** Every tamper is in the plan, and no drift is in it that nobody made. */
    private static void assertSeen(List<Tamper> tampers, SoftAssertions all) {
        PlanView plan = plan();
        Set<String> seen = seen(plan);
        Set<String> values = plan.values();
        tampers.forEach(tamper -> {
            all.assertThat(seen).as(tamper.name()).containsAll(fields(tamper).toList());
            all.assertThat(values)
                    .as(tamper.name())
                    .containsAll(tamper.sees().stream()
                            .filter(field -> field.contains(VALUES))
                            .toList());
            all.assertThat(plan.document().toString()).as(tamper.name()).contains(tamper.says());
        });
        Set<String> made = tampers.stream().flatMap(DriftIT::fields).collect(Collectors.toSet());
        all.assertThat(seen).as("drift that nobody made").isSubsetOf(made);
    }

    /** Without the values. */
    private static Stream<String> fields(Tamper tamper) {
        return tamper.sees().stream().map(field -> field.split(VALUES, 2)[0]);
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
