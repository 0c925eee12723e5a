package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From hub.yaml and the text of ssh_config to a target; see ssh_config(5). */
class SshConfigTest {
    private final List<String> warnings = new ArrayList<>();

    @Test
    void withoutAConfigTheDefaultsOfSshApply() {
        Target target = resolve("", "hub.example");

        assertThat(target.hostName()).isEqualTo("hub.example");
        assertThat(target.port()).isEqualTo(22);
        assertThat(target.user()).isEqualTo("ann");
        assertThat(target.identities()).isEmpty();
        assertThat(target.defaults()).isTrue();
        assertThat(target.agent()).hasValue(Path.of("/run/agent"));
        assertThat(target.knownHosts().remembers()).isEqualTo(Path.of("/home/ann/.ssh/known_hosts"));
        assertThat(target.knownHosts().all())
                .containsExactly(
                        Path.of("/home/ann/.ssh/known_hosts"),
                        Path.of("/home/ann/.ssh/known_hosts2"),
                        Path.of("/etc/ssh/ssh_known_hosts"),
                        Path.of("/etc/ssh/ssh_known_hosts2"));
        assertThat(target.unknownKeys()).isEqualTo(Target.UnknownKeys.REFUSE);
        assertThat(target.jumps()).isEmpty();
    }

    @Test
    void theFirstValueWinsAndHubYamlWinsOverAll() {
        String config = """
                Host hub*
                  User first
                  Port 2200
                Host *
                  User second
                  HostName %h.example
                """;

        assertThat(resolve(config, "hub1"))
                .extracting(Target::user, Target::port, Target::hostName)
                .containsExactly("first", 2200, "hub1.example");
        Hub.HostSpec spec =
                new Hub.HostSpec("hub1", Optional.of("root"), Optional.of(22), Optional.of(Path.of("/key")));
        Target target = resolver(config).resolve(spec);
        assertThat(target).extracting(Target::user, Target::port).containsExactly("root", 22);
        assertThat(target.identity()).contains(Path.of("/key"));
    }

    @Test
    void keywordsInAnyCaseWithEqualSignsQuotesAndComments() {
        String config =
                "# comment\n  hOsT = \"hub\" other # trailing\n\tPORT=2222\n IdentityFile \"~/my keys/a\"\nIdentityFile=~/.ssh/b\n";

        Target target = resolve(config, "hub");

        assertThat(target.port()).isEqualTo(2222);
        assertThat(target.identities()).containsExactly(Path.of("/home/ann/my keys/a"), Path.of("/home/ann/.ssh/b"));
        assertThat(target.defaults()).isFalse();
        assertThat(resolve(config, "third").port()).isEqualTo(22);
    }

    @Test
    void aNegatedPatternVetoes() {
        String config = "Host *.example !bad.example\n Port 1\n";

        assertThat(resolve(config, "good.example").port()).isEqualTo(1);
        assertThat(resolve(config, "bad.example").port()).isEqualTo(22);
        assertThat(resolve(config, "elsewhere").port()).isEqualTo(22);
    }

    @Test
    void tokensAreReplaced() {
        Target target = resolve(
                "IdentityFile %d/k/%r@%h-%p-%n-%u-%%-${CLASS}\nHost hub\n HostName 10.0.0.1\n User bob\n", "hub");

        assertThat(target.identities()).containsExactly(Path.of("/home/ann/k/bob@10.0.0.1-22-hub-ann-%-rlm"));
        assertThatThrownBy(() -> resolve("IdentityFile %C", "hub"))
                .hasMessage("config:1: the token %C is not supported");
        assertThatThrownBy(() -> resolve("IdentityFile ${NOPE}", "hub"))
                .hasMessage("config:1: the environment has no NOPE");
    }

    @Test
    void matchBlocksApplyByHostAndUser() {
        String config = """
                Host hub
                  HostName 10.0.0.1
                Match host 10.0.0.* user root
                  Port 1
                Match originalhost hub !user root
                  Port 2
                Match all
                  IdentitiesOnly yes
                """;

        assertThat(resolver(config)
                        .resolve(new Hub.HostSpec("hub", Optional.of("root"), Optional.empty(), Optional.empty()))
                        .port())
                .isEqualTo(1);
        assertThat(resolve(config, "hub"))
                .extracting(Target::port, Target::identitiesOnly)
                .containsExactly(2, true);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aMatchThatCannotBeEvaluatedIsWarnedOfWhereItMatters() {
        assertThat(resolve("Match exec \"test -f /x\"\n ForwardX11 no\n Port 7\n IdentityFile x\n", "hub")
                        .port())
                .isEqualTo(22);
        assertThat(warnings).singleElement().asString().startsWith("config:1: \"Match exec\" is not evaluated");
        warnings.clear();
        resolve("Match exec \"test -f /x\"\n ForwardX11 no\n", "hub");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aProxyCommandIsRefusedUnlessSomethingElseComesFirst() {
        assertThatThrownBy(() -> resolve("Host hub\n ProxyCommand nc %h %p\n", "hub"))
                .isInstanceOf(RlmprovException.class)
                .hasMessage("config:2: ProxyCommand, which applies to hub, is not supported");
    }

    /** As in ssh, whose first one of the two disables the other. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            ProxyCommand none   , ''           , 0
            ProxyCommand none   , ProxyJump g  , 0
            ProxyJump g         , ''           , 1
            ProxyJump g         , ProxyCommand nc %h %p, 1
            ProxyJump g         , ProxyCommand none, 1
            ProxyJump none      , ProxyCommand nc %h %p, 0
            ProxyJump none      , ProxyJump g  , 0
            ProxyCommand nc %h %p, ProxyJump g , refused
            """)
    void theFirstOfProxyJumpAndProxyCommandCounts(String first, String second, String outcome) {
        String config = "Host hub\n " + first + "\n " + second + "\n";

        if (outcome.equals("refused")) {
            assertThatThrownBy(() -> resolve(config, "hub")).hasMessageContaining("ProxyCommand, which applies to hub");
        } else {
            assertThat(resolve(config, "hub").jumps()).hasSize(Integer.parseInt(outcome));
        }
    }

    @ParameterizedTest
    @CsvSource({"5,5", "10s,10", "1m30,90", "1H,3600", "2w,3600", "none,20", "0,20"})
    void timeoutsAreWrittenAsSshTakesThem(String written, long seconds) {
        assertThat(resolve("ConnectTimeout " + written + "\n", "hub").connectTimeout())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            none                | /home/ann/.ssh/known_hosts | config:1
            /dev/null           | /home/ann/.ssh/known_hosts | config:1
            /dev/null ~/mine    | /home/ann/mine             | ''
            """)
    void withoutAFileOfTheUserNoOtherOneTakesNewKeys(String files, Path remembers, String forgets) {
        KnownHostsFiles known =
                resolve("UserKnownHostsFile " + files + "\n", "hub").knownHosts();

        assertThat(known.remembers()).isEqualTo(remembers);
        assertThat(known.forgets().orElse("")).isEqualTo(forgets);
        assertThat(known.user()).isEqualTo(forgets.isEmpty() ? List.of(remembers) : List.of());
    }

    @Test
    void jumpHostsHaveConfigurationsOfTheirOwn() {
        String config =
                "Host hub\n ProxyJump gate,bob@[2001:db8::1]:2222\nHost gate\n HostName gate.example\n User jumper\n ProxyJump outer\n";

        assertThat(resolve(config, "hub").jumps())
                .extracting(Target::display)
                .containsExactly("ann@outer", "jumper@gate.example", "bob@2001:db8::1:2222");
        assertThat(resolve("Host hub\n ProxyJump none\nHost *\n ProxyJump gate\n", "hub")
                        .jumps())
                .isEmpty();
        assertThatThrownBy(() -> resolve("Host a\n ProxyJump b\nHost b\n ProxyJump a\n", "a"))
                .hasMessage("config:2: ProxyJump goes in a circle");
    }

    @Test
    void agentsKnownHostsAndTimeouts() {
        String config = """
                IdentityAgent ~/agent.sock
                UserKnownHostsFile ~/class_hosts /srv/hosts
                ConnectTimeout 5
                StrictHostKeyChecking accept-new
                HostKeyAlias class
                Port 2222
                """;
        Target target = resolve(config, "hub");

        assertThat(target.agent()).hasValue(Path.of("/home/ann/agent.sock"));
        assertThat(target.knownHosts().user()).containsExactly(Path.of("/home/ann/class_hosts"), Path.of("/srv/hosts"));
        assertThat(target.knownHosts().remembers()).isEqualTo(Path.of("/home/ann/class_hosts"));
        assertThat(target.knownHosts().forgets()).isEmpty();
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.unknownKeys()).isEqualTo(Target.UnknownKeys.ACCEPT_NEW);
        assertThat(target.knownHostsName()).isEqualTo("class");
        assertThat(resolve("IdentityAgent none\n", "hub").agent()).isEmpty();
        assertThat(resolve("Port 2222\n", "hub").knownHostsName()).isEqualTo("[hub]:2222");
    }

    @Test
    void includesKeepTheBlockTheyStandIn() {
        SshConfig config = SshConfig.parse(
                new SshConfig.Source("config", "Host hub\n Include more/*\n User after\nInclude more/*\n"),
                glob -> glob.equals("more/*")
                        ? List.of(new SshConfig.Source("more/a", "Port 7\nHost x\n Port 8\n"))
                        : List.of());

        assertThat(resolve(config, "hub"))
                .extracting(Target::port, Target::user)
                .containsExactly(7, "after");
        assertThat(resolve(config, "x")).extracting(Target::port, Target::user).containsExactly(22, "ann");
        assertThatThrownBy(() -> SshConfig.parse(
                        new SshConfig.Source("config", "Include self"),
                        _ -> List.of(new SshConfig.Source("self", "Include self"))))
                .hasMessage("self:1: Include is nested too deeply");
    }

    @Test
    void mistakesAreShownWithTheirLine() {
        assertThatThrownBy(() -> resolve("\nPort ssh\n", "hub"))
                .hasMessage("config:2: port ssh is not a number from 1 to 65535");
        assertThatThrownBy(() -> resolve("User\n", "hub")).hasMessage("config:1: User has no value");
        assertThatThrownBy(() -> resolve("User \"ann\n", "hub")).hasMessage("config:1: a quote is not closed");
        assertThatThrownBy(() -> resolve("ProxyJump a:b:c\n", "hub"))
                .hasMessage("config:1: ProxyJump \"a:b:c\" is not [user@]host[:port]");
        assertThatThrownBy(() -> resolve("ProxyJump a:99999\n", "hub"))
                .hasMessage("config:1: the port of ProxyJump \"a:99999\" is not a number from 1 to 65535");
        assertThatThrownBy(() -> resolve("ConnectTimeout soon\n", "hub"))
                .hasMessage("config:1: connecttimeout soon is not a time");
    }

    private Target resolve(String config, String alias) {
        return resolver(config).resolve(Laptop.spec(alias));
    }

    private Target resolve(SshConfig config, String alias) {
        return new TargetResolver(operator(), config, warnings::add).resolve(Laptop.spec(alias));
    }

    private TargetResolver resolver(String config) {
        SshConfig parsed = SshConfig.parse(new SshConfig.Source("config", config), _ -> List.of());
        return new TargetResolver(operator(), parsed, warnings::add);
    }

    private static Operator operator() {
        return new Operator(
                Path.of("/home/ann"),
                "ann",
                Map.of("SSH_AUTH_SOCK", "/run/agent", "CLASS", "rlm"),
                Path.of("/etc/ssh"));
    }
}
