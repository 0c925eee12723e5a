package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshConfigSource.Query;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of {@code ssh -G}, and what its answers become. Mostly the real ssh, with a configuration of the test. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshProgramTest {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @TempDir
    Path directory;

    @Test
    void whatOnlySshCanEvaluateIsEvaluated() {
        SshSettings settings = settings("""
                Match exec "test %h = hub"
                  User deploy
                Match final
                  Port 7
                """);

        assertThat(settings.first("user").orElseThrow().value()).isEqualTo("deploy");
        assertThat(settings.first("port").orElseThrow().value()).isEqualTo("7");
    }

    @Test
    void tokensOfKeyFilesAreExpandedBySshItself() {
        List<SshSettings.Setting> files = settings("""
                        IdentityFile ~/.ssh/%L-%i
                        IdentityFile "/my keys/\\"%k\\""
                        IdentityFile ${UNSET}/none
                        IdentityFile ${CLASS}/%%
                        HostKeyAlias Class
                        """).all("identityfile");

        String host = Shell.run("hostname").strip().replaceFirst("\\..*", "");
        String uid = Shell.run("id", "-u").strip();
        assertThat(files)
                .extracting(SshSettings.Setting::value)
                .containsExactly(HOME + "/.ssh/" + host + "-" + uid, "/my keys/\"class\"", "rlm/%");
    }

    @Test
    void defaultKeyFilesAreNotConfiguredOnes() {
        assertThat(settings("").all("identityfile")).isEmpty();
        assertThat(settings("IdentityFile ~/.ssh/id_ed25519\n").all("identityfile"))
                .hasSize(1);
    }

    @Test
    void anAddressThatLooksLikeAnOptionIsNone() {
        assertThatThrownBy(() -> program("").settings(new Query("-V", Optional.empty(), Optional.empty(), false)))
                .hasMessageContaining("hostname contains invalid characters");
    }

    @Test
    void whatSshSaysOfABrokenConfigurationIsShown() {
        assertThatThrownBy(() -> settings("User ann\nTCPKeepAlive off\n"))
                .isInstanceOfSatisfying(RlmprovException.class, e -> {
                    assertThat(e)
                            .hasMessage("hub: ssh does not accept its configuration for this host:\n  "
                                    + directory.resolve("config") + " line 2: unsupported option \"off\".");
                    assertThat(e.remedy()).isEqualTo("Correct the configuration until \"ssh -G hub\" succeeds.");
                });
    }

    @Test
    void aCommandOfMatchThatHangsIsNotWaitedForForEver() {
        assertThatThrownBy(() -> settings("Match exec \"sleep 45.4711; true\"\n Port 7\n"))
                .isInstanceOfSatisfying(RlmprovException.class, e -> {
                    assertThat(e).hasMessage("hub: \"ssh -G hub\" has not ended in 1 s");
                    assertThat(e.remedy()).contains("Match exec");
                });
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line -> line.contains("45.4711")))
                .as("its command is ended, too")
                .isEmpty();
    }

    @Test
    void aProgramThatIsNoSshIsSaid() throws Exception {
        Path other = Files.writeString(directory.resolve("ssh"), "#!/bin/sh\necho 'PuTTY 0.78; no options'\n");
        assertThat(other.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> program(List.of(other.toString())).settings(hub()))
                .hasMessage("hub: \"ssh -G hub\" printed something else than settings");
        assertThatThrownBy(() -> program(List.of("/no/such/ssh")).settings(hub()))
                .isInstanceOf(RlmprovException.class)
                .hasMessageStartingWith("cannot run /no/such/ssh: ");
    }

    @Test
    void aHomeThatSshDoesNotKnowIsReadByRlmprov() {
        Map<String, String> environment = Map.of("PATH", "/nowhere:/usr/bin");

        assertThat(Operator.of(HOME, HOME, "ann", environment).sshConfig()).isInstanceOf(SshProgram.class);
        assertThat(Operator.of(directory, HOME, "ann", environment).sshConfig()).isInstanceOf(SshConfigReader.class);
        assertThat(Operator.of(HOME, HOME, "ann", Map.of("PATH", "/nowhere")).ssh())
                .isEmpty();
    }

    private SshSettings settings(String config) {
        return program(config).settings(hub());
    }

    private static Query hub() {
        return new Query("hub", Optional.empty(), Optional.empty(), false);
    }

    private SshProgram program(String config) {
        Shell.write(directory.resolve("config"), config);
        return program(List.of("/usr/bin/ssh", "-F", directory.resolve("config").toString()));
    }

    private SshProgram program(List<String> program) {
        Operator operator = new Operator(
                HOME,
                System.getProperty("user.name"),
                Map.of("CLASS", "rlm", "PATH", "/usr/bin:/bin"),
                Path.of("/etc/ssh"));
        return new SshProgram(operator, program, Duration.ofSeconds(1));
    }
}
