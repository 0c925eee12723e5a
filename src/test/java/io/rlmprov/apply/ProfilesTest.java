package io.rlmprov.apply;

import static io.rlmprov.apply.HubYamlChangesTest.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Profiles of hub.yaml and the limits of servers that run: resized in place, by the profile that each was started with. */
class ProfilesTest {
    private static final String PROFILES = """
            server: {memory: 512M, cpu: 1}
            profiles:
              - {slug: large, memory: 1G, users: [ann, ben]}
              - {slug: small, memory: 256M, users: [ben]}
              - {slug: project, memory: 768M, groups: [project], count: 2}
            """;

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
    }

    @Test
    void aHubWithServersOfEachProfileIsAsItShouldBe() {
        apply(PROFILES);
        host.userLogsIn("ann", "large");
        host.userLogsIn("ben", "small");
        host.userLogsIn("cleo", "project");
        host.userLogsIn("dora");

        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void aUserWhoIsGivenAProfileGetsItAtOnce() {
        host.userLogsIn("ann");
        operator.add(PROFILES);

        Plan plan = operator.plan();

        assertThat(told(plan))
                .contains("update server/ann memory CONFIG", "update file/settings.json profiles.large.memory CONFIG");
        assertThat(plan.hosts().getFirst().notes())
                .contains(
                        "ann's server was started without a profile; by hub.yaml it has the limits of the profile large");
        operator.apply();
        assertThat(memory("ann")).isEqualTo(1024);
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void otherLimitsOfAProfileAreForItsServersAlone() {
        apply(PROFILES);
        host.userLogsIn("ben", "small");
        host.userLogsIn("cleo", "project");
        host.userLogsIn("dora");
        operator.edit("256M", "320M");

        assertThat(told(operator.plan()))
                .contains("update server/ben memory CONFIG")
                .noneMatch(line -> line.contains("server/cleo") || line.contains("server/dora"));
        operator.apply();

        assertThat(List.of(memory("ben"), memory("cleo"), memory("dora"))).containsExactly(320L, 768L, 512L);
    }

    @Test
    void aServerWhoseProfileWentAwayGetsTheLimitsOfAll() {
        apply(PROFILES);
        host.userLogsIn("cleo", "project");
        operator.edit("  - {slug: project, memory: 768M, groups: [project], count: 2}\n", "");

        Plan plan = operator.plan();

        assertThat(told(plan)).contains("update server/cleo memory CONFIG");
        assertThat(plan.hosts().getFirst().notes())
                .contains(
                        "cleo's server was started with the profile project; by hub.yaml it has the limits of servers without a profile");
        operator.apply();
        assertThat(memory("cleo")).isEqualTo(512);
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aUserWhoIsTakenOffAProfileGetsTheOtherOne() {
        apply(PROFILES);
        host.userLogsIn("ben", "large");
        operator.edit("users: [ann, ben]", "users: [ann]");
        operator.apply();

        assertThat(memory("ben")).isEqualTo(256);
    }

    @Test
    void aLimitThatSomebodyChangedOnTheHostIsDriftAndComesBack() {
        apply(PROFILES);
        host.userLogsIn("cleo", "project");
        FakeContainer cleo = server("cleo");
        host.machine().docker.put(cleo.limitedTo(2L << 30, cleo.quota()));

        assertThat(told(operator.plan()))
                .containsExactly("update server/cleo memory DRIFT", "update server/cleo memory+swap DRIFT");
        operator.apply();
        assertThat(memory("cleo")).isEqualTo(768);
    }

    @Test
    void aServerThatUsesMoreThanItsProfileHasNowKeepsItsLimits() {
        apply(PROFILES);
        host.userLogsIn("ann", "large");
        host.machine().docker.put(server("ann").using(800L << 20));
        operator.edit("memory: 1G", "memory: 600M");

        assertThat(operator.plan().hosts().getFirst().notes())
                .contains(
                        "ann's server uses 800 MiB, too near to the new limit of 600 MiB: it keeps its 1024 MiB until its"
                                + " next start");
        operator.apply();
        assertThat(memory("ann")).isEqualTo(1024);
    }

    @Test
    void withoutProfilesThereIsNothingOfThemInTheSettings() {
        assertThat(host.machine()
                        .files
                        .read(host.machine().file("settings.json"))
                        .orElseThrow())
                .doesNotContain("profiles");
    }

    private void apply(String profiles) {
        operator.add(profiles).apply();
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    private FakeContainer server(String user) {
        return host.machine().docker.container("jupyter-" + user).orElseThrow();
    }

    private long memory(String user) {
        return server(user).memory() >> 20;
    }
}
