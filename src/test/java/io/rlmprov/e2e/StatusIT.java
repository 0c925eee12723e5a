package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.Readme;
import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that only read, on a real host: without a hub, while an apply is at work, without sudo, and when it is down. */
class StatusIT {
    private static final String STATE = "/var/lib/rlmprov/reading";
    private static final String PLAN = "3a97c0ffee12";
    private static final String BEGAN = "{\"at\":\"2026-11-26T10:00:01Z\",\"apply\":\"a1\",\"by\":\"ann@laptop\","
            + "\"plan\":\"" + PLAN + "\",\"action\":\"apply\",\"event\":\"began\"}";
    private static final String HOLDER = "ann@laptop since 2026-11-26T10:00:00Z";
    private static final String NAMED = "ann@laptop, since 2026-11-26 10:00:00 UTC";

    @TempDir
    Path folder;

    @Test
    void commandsThatReadSayHowTheHostIs() throws IOException {
        try (var host = LabHost.named("status").withDocker().up()) {
            Rlmprov rlmprov = Rlmprov.on(host);
            Path yaml = Files.writeString(folder.resolve("hub.yaml"), host.hubYaml("--name", "reading"));
            thePlanOfTheReadme(host);
            aHostWithoutAHub(rlmprov, yaml);
            anApplyAtWorkWithATornJournal(host, rlmprov, yaml);
            aUserWithoutSudo(host, rlmprov);
            aHostThatIsDown(host, rlmprov, yaml);
        }
    }

    /** Its hub.yaml and its command as they stand; only ssh knows another machine by the name of the host. */
    private void thePlanOfTheReadme(LabHost host) throws IOException {
        Path ssh = Files.createDirectories(folder.resolve("home/.ssh"));
        Files.copy(host.home().resolve(".ssh/known_hosts"), ssh.resolve("known_hosts"));
        Files.writeString(ssh.resolve("config"), """
                Host hub.example.org
                    HostName %s
                    Port %d
                    IdentityFile %s
                """.formatted(host.address(), host.port(), host.identity()));
        Readme readme = Readme.read();
        Path yaml = Files.writeString(folder.resolve("readme.yaml"), readme.hubYaml());
        Rlmprov reader = Rlmprov.on(host).with("HOME", folder.resolve("home").toString());
        for (String variable : readme.variables()) {
            reader = reader.with(variable, "a long enough value 1");
        }
        assertThat(readme.commands()).contains("plan hub.yaml");
        Ended plan = reader.run("plan", yaml.toString());
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.out()).containsPattern("\nPlan [0-9a-f]{12}: [0-9]+ to create");
    }

    private static void aHostWithoutAHub(Rlmprov rlmprov, Path yaml) throws IOException {
        Ended status = rlmprov.run("status", yaml.toString());
        assertThat(status.exit()).as(status.err()).isZero();
        assertThat(status.out()).startsWith("There is no hub reading on ").contains("Docker ", "Memory: ", "Disk: ");
        Ended history = rlmprov.run("history", "--json", "--config", yaml.toString());
        assertThat(json(history).path("runs")).isEmpty();
        Ended logs = rlmprov.run("logs", "service/hub", "--config", yaml.toString());
        assertThat(logs.exit()).isEqualTo(1);
        assertThat(logs.err()).contains("has no container of a service hub");
    }

    private static void anApplyAtWorkWithATornJournal(LabHost host, Rlmprov rlmprov, Path yaml) throws IOException {
        host.root("mkdir -p " + STATE + " && cd " + STATE + " && printf '%s\\n%s' '" + BEGAN + "' '"
                        + BEGAN.substring(0, 50) + "' > journal.jsonl && echo '" + HOLDER + "' > lock.holder"
                        + " && { nohup flock -o lock sleep 600 >/dev/null 2>&1 & echo $! > /run/holder.pid; }"
                        + "; until ! flock -n lock true; do sleep 0.1; done")
                .succeeded();
        JsonNode status = json(rlmprov.run("status", "--json", yaml.toString()));
        assertThat(status.path("lockedBy").asText()).isEqualTo(HOLDER);
        assertThat(status.at("/lastRun/result").asText()).isEqualTo("at-work");
        assertThat(rlmprov.run("show", PLAN, "--config", yaml.toString()).out())
                .contains("Plan " + PLAN + ": apply by ann@laptop", "Result: at work");
        Ended plan = rlmprov.run("plan", yaml.toString());
        assertThat(plan.out()).as(plan.err()).contains("another run of rlmprov is at work on this host: " + NAMED);
        Ended refused = rlmprov.run("apply", "--yes", "--lock-timeout", "1s", yaml.toString());
        assertThat(refused.exit()).as(refused.err()).isEqualTo(4);
        assertThat(refused.err()).contains(NAMED + ". Waiting up to 1s for its end.");
        host.root("kill $(cat /run/holder.pid)").succeeded();
        Ended history = rlmprov.run("history", yaml.toString());
        assertThat(history.out()).contains("2026-11-26 10:00:01  ann", "cut off", "One line of the journal is damaged");
    }

    private void aUserWithoutSudo(LabHost host, Rlmprov rlmprov) throws IOException {
        host.root("useradd --create-home visitor && cp -r ~" + host.user() + "/.ssh ~visitor/"
                        + " && chown -R visitor: ~visitor/.ssh")
                .succeeded();
        Path visitor = Files.writeString(
                folder.resolve("visitor.yaml"),
                host.hubYaml("--name", "reading").replaceFirst("user: \\w+", "user: visitor"));
        for (String command : List.of("status", "history", "logs service/hub", "show " + PLAN)) {
            List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
            words.addAll(List.of("--config", visitor.toString()));
            Ended refused = rlmprov.run(words.toArray(String[]::new));
            assertThat(refused.exit()).as(command).isEqualTo(1);
            assertThat(refused.err()).contains("sudo").doesNotContain("\tat ");
        }
    }

    private static void aHostThatIsDown(LabHost host, Rlmprov rlmprov, Path yaml) throws IOException {
        host.root("systemctl stop ssh.socket ssh 2>/dev/null; true").succeeded();
        Ended down = rlmprov.run("status", "--json", yaml.toString());
        assertThat(down.exit()).as(down.out()).isEqualTo(1);
        assertThat(json(down).path("reachable").asBoolean(true)).as(down.out()).isFalse();
    }

    private static JsonNode json(Ended command) throws IOException {
        return new ObjectMapper().readTree(command.out());
    }
}
