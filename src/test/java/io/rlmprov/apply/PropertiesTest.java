package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.model.Operation;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What holds for every pair of configurations, tried on random ones. {@code -Dproperties.seed=N} repeats a run, whose seed is in
 * the message of a failure.
 */
class PropertiesTest {
    /** Scripts whose work another look at the host cannot miss: they only check or clean up. */
    private static final Set<String> WITHOUT_A_TRACE = Set.of("check-server.sh", "prune-images.sh");

    private final long seed = Long.getLong("properties.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void fromAnyConfigurationToAnyOther() {
        pairs(60);
    }

    @Test
    @Tag("full")
    void betweenManyMorePairs() {
        pairs(600);
    }

    private void pairs(int pairs) {
        for (int pair = 0; pair < pairs; pair++) {
            FakeHost host = new FakeHost("rlm-class");
            new Operator(host, yaml()).apply();
            host.userLogsIn("bob");
            Operator operator = new Operator(host, yaml());
            Plan plan = operator.plan();
            String pairOf = "seed " + seed + ", pair " + pair;
            assertThat(operator.plan().id()).as(pairOf).isEqualTo(plan.id());
            String json = PlanJson.line(PlanJson.of(plan));
            assertThat(PlanJson.line(PlanJson.read(json))).as(pairOf).isEqualTo(json);
            assertOrder(plan, pairOf);
            operator.apply();
            assertThat(operator.plan().changes()).as(pairOf).allMatch(change -> !change.acts());
            assertThat(host.machine().docker.container("jupyter-bob"))
                    .as(pairOf)
                    .isPresent();
        }
    }

    @Test
    void whateverRunsSideBySideComesToTheSame() {
        for (int pair = 0; pair < 20; pair++) {
            String from = yaml();
            String to = yaml();
            assertThat(end(from, to, 4)).as("seed " + seed + ", pair " + pair).isEqualTo(end(from, to, 1));
        }
    }

    @Test
    void anOperationThatIsLeftOutIsMissed() {
        String yaml = yaml();
        for (int n = 0; ; n++) {
            FakeHost host = new FakeHost("rlm-class");
            Operator operator = new Operator(host, yaml);
            host.skipAt(n);
            Throwable error = catchThrowable(operator::apply);
            if (host.ran().size() <= n) {
                return;
            }
            String left = host.ran().get(n);
            host.reconnect();
            if (!WITHOUT_A_TRACE.contains(left) && error == null) {
                assertThat(operator.plan().isEmpty())
                        .as("seed " + seed + ", without " + left)
                        .isFalse();
            }
        }
    }

    private static void assertOrder(Plan plan, String pairOf) {
        Set<String> done = new HashSet<>();
        for (Operation operation : plan.operations()) {
            assertThat(done).as(pairOf + ", " + operation.id()).containsAll(operation.after());
            done.add(operation.id());
        }
    }

    /** All files of a host to which both were applied. */
    private List<String> end(String from, String to, int parallelism) {
        FakeHost host = new FakeHost("rlm-class");
        Operator first = new Operator(host, from);
        first.parallelism = parallelism;
        first.apply();
        Operator second = new Operator(host, to);
        second.parallelism = parallelism;
        second.apply();
        List<String> files = new ArrayList<>();
        host.machine().files.below("").forEach((path, inode) -> {
            if (!path.endsWith("journal.jsonl")) {
                files.add(path + " " + inode.mode() + " " + inode.owner() + " " + inode.content());
            }
        });
        return files;
    }

    private String yaml() {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: rlmprov/v1
                name: rlm-class
                hosts: [{address: hub1}]
                """);
        yaml.append("users: {count: ").append(1 + random.nextInt(20));
        if (random.nextBoolean()) {
            yaml.append(", concurrency: ").append(10 + random.nextInt(90)).append("%");
        }
        yaml.append(random.nextBoolean() ? ", admins: [teacher]}\n" : "}\n");
        maybe(yaml, "server: {memory: " + (256 + 64 * random.nextInt(6)) + "M}");
        maybe(yaml, "idle: {timeout: " + (10 + random.nextInt(60)) + "m}");
        maybe(yaml, "http: {port: " + (80 + random.nextInt(8000)) + "}");
        maybe(yaml, "keys: {OPENAI_API_KEY: '${env:OPENAI_API_KEY}', EXTRA: '" + random.nextInt() + "'}");
        maybe(yaml, "welcome: " + random.nextInt());
        maybe(yaml, "trust: {certificates: [corp.pem]}");
        return yaml.toString();
    }

    private void maybe(StringBuilder yaml, String line) {
        if (random.nextBoolean()) {
            yaml.append(line).append('\n');
        }
    }
}
