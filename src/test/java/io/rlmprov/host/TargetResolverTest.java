package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From hub.yaml and ssh_config to a target; {@link SshConfigCasesTest} compares the same with ssh itself. */
class TargetResolverTest {
    @Test
    void withoutAConfigTheDefaultsOfSshApply() {
        Target target = resolve("", "hub.example");

        assertThat(target.hostName()).isEqualTo("hub.example");
        assertThat(target.port()).isEqualTo(22);
        assertThat(target.user()).isEqualTo("ann");
        assertThat(target.identities()).isEmpty();
        assertThat(target.certificates()).isEmpty();
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
        assertThat(target.proxyCommand()).isEmpty();
        assertThat(target.direct()).isTrue();
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(target.liveness()).isEqualTo(new Liveness(Duration.ofSeconds(15), 5));
        assertThat(target.socket()).isEqualTo(new SocketOptions(SocketOptions.Family.ANY, Optional.empty(), true, 1));
    }

    @Test
    void hubYamlWinsOverAll() {
        Hub.HostSpec spec =
                new Hub.HostSpec("hub1", Optional.of("root"), Optional.of(22), Optional.of(Path.of("/key")));

        Target target = resolver("User ann\nPort 2200\nIdentityFile /other\n").resolve(spec);

        assertThat(target).extracting(Target::user, Target::port).containsExactly("root", 22);
        assertThat(target.identity()).hasValue(Path.of("/key"));
        assertThat(target.identities()).containsExactly(Path.of("/other"));
    }

    @ParameterizedTest
    @CsvSource({"5,5", "10s,10", "1m30,90", "1H,3600", "2w,86400", "none,20", "0,20"})
    void timeoutsAreWrittenAsSshTakesThem(String written, long seconds) {
        assertThat(resolve("ConnectTimeout " + written + "\n", "hub").connectTimeout())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"5, 2, 5, 2", "1m, 7, 60, 7", "5, 0, 5, 2147483647", "0, 2, 15, 5"})
    void aServerThatDoesNotAnswerIsGivenUpAsSshConfigSays(String interval, String count, long seconds, int questions) {
        assertThat(resolve("ServerAliveInterval " + interval + "\nServerAliveCountMax " + count + "\n", "hub")
                        .liveness())
                .isEqualTo(new Liveness(Duration.ofSeconds(seconds), questions));
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
        assertThatThrownBy(() -> resolve("Host a\n ProxyJump b\nHost b\n ProxyJump a\n", "a"))
                .hasMessage("config:2: ProxyJump b goes in a circle");
    }

    @Test
    void theTokensOfAProxyCommandAreReplacedForTheShell() {
        String config = "Host hub\n HostName 10.0.0.1\n User bob\n ProxyCommand nc %h %p %n %r 100%%\n";

        assertThat(resolve(config, "hub").proxyCommand()).hasValue("nc 10.0.0.1 22 hub bob 100%");
        assertThat(resolve(config, "hub").direct()).isFalse();
        assertThatThrownBy(() -> resolve("ProxyCommand nc %h\nHostName \"x;y\"\n", "hub"))
                .hasMessage("config:1: the shell that runs proxycommand could misread \"x;y\"");
        assertThatThrownBy(() -> resolve("ProxyCommand nc %r\nUser \"$(id)\"\n", "hub"))
                .isInstanceOf(RlmprovException.class);
        assertThatThrownBy(() -> resolve("ProxyCommand nc %C\n", "hub"))
                .hasMessage("config:1: ssh has no token %C in proxycommand");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            User                                    | config:1: user has no value
            Port ssh                                | config:1: port does not take the value ssh
            User "ann                               | config:1: a quote is not closed
            ProxyJump a:b:c                         | config:1: ProxyJump "a:b:c" is not [user@]host[:port]
            ProxyJump a:99999                       | config:1: the port of ProxyJump "a:99999" is not a number from 1 to 65535
            ConnectTimeout soon                     | config:1: connecttimeout does not take the value soon
            Match exec true                         | config:1: match exec true: rlmprov does not evaluate "exec" itself
            Prot 22                                 | config:1: rlmprov does not know the keyword Prot
            PKCS11Provider /lib/x                   | config:1: pkcs11provider /lib/x, which applies to hub, is not supported
            """)
    void mistakesAreShownWithTheirLine(String line, String message) {
        assertThatThrownBy(() -> resolve(line + "\n", "hub")).hasMessage(message);
    }

    @Test
    void theRemedyOfTheOwnReaderIsSshItself() {
        assertThatThrownBy(() -> resolve("IdentityFile %C\n", "hub"))
                .isInstanceOfSatisfying(
                        RlmprovException.class,
                        e -> assertThat(e.remedy())
                                .contains(
                                        "Install OpenSSH's client, or change the line, or write address, user, port"));
    }

    @Test
    void namesInKnownHostsFiles() {
        assertThat(resolve("", "hub").knownHostsNames()).containsExactly("hub");
        assertThat(resolve("Port 2222\n", "hub").knownHostsNames()).containsExactly("[hub]:2222", "hub");
        assertThat(resolve("Port 2222\nHostKeyAlias Class\n", "hub").knownHostsNames())
                .containsExactly("class");
        assertThat(resolve("Port 2222\nHostKeyAlias hub\n", "hub").knownHostsNames())
                .containsExactly("hub");
    }

    private static Target resolve(String config, String alias) {
        return resolver(config).resolve(Laptop.spec(alias));
    }

    private static TargetResolver resolver(String config) {
        SshConfig parsed = SshConfig.parse(new SshConfig.Source("config", config), (_, _) -> List.of());
        Operator operator =
                new Operator(Path.of("/home/ann"), "ann", Map.of("SSH_AUTH_SOCK", "/run/agent"), Path.of("/etc/ssh"));
        return new TargetResolver(operator, new SshConfigReader(operator, parsed));
    }
}
