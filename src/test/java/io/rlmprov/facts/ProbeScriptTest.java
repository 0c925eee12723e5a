package io.rlmprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the very script that goes to hosts, over a root directory made for the test. */
class ProbeScriptTest {
    /** RFC 4231 test case 2: the key "Jefe", filled up to a block as the RFC says. */
    private static final String JEFE = "4a656665";

    @TempDir
    Path root;

    private Path files;
    private Path state;

    @BeforeEach
    void aHubsDirectories() throws IOException {
        files = Files.createDirectories(root.resolve("opt/rlmprov/h"));
        state = Files.createDirectories(root.resolve("var/lib/rlmprov/h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void makesTheMacOfRfc4231(String shell) throws Exception {
        Files.writeString(state.resolve("key"), JEFE);
        Files.writeString(files.resolve("secrets.env"), "K=what do ya want for nothing?\n");
        assertThat(HostFacts.parse(run(shell), "n").secrets().get("K"))
                .contains("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void theKeyOfACertificateIsToldAsAMacAlone(String shell) throws Exception {
        Files.writeString(state.resolve("key"), JEFE);
        Files.createDirectories(files.resolve("tls"));
        Files.writeString(files.resolve("tls/key.pem"), "what do ya want for nothing?\n");
        HostFacts facts = HostFacts.parse(run(shell), "n");
        assertThat(facts.probe().lines("httpskey"))
                .containsExactly("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(facts.files()).hasEntrySatisfying("tls/key.pem", file -> {
            assertThat(file.sha256()).isEmpty();
            assertThat(file.size()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk-plain",
                "  spaces at both ends  ",
                "50% of $HOME `id` \\n \\045 \\0101",
                "a=b=c",
                "'single' and \"double\"",
                "Größe, 密码, 🔑",
                "-n",
                "*"
            })
    void agreesWithJavaOnEveryValue(String value) throws Exception {
        HmacKey key = HmacKey.of(new byte[] {
            0, 1, 2, 3, 37, 92, 39, 34, 10, 13, 127, -128, -1, -2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
            27, 28, 29, 30, 31
        });
        Files.writeString(state.resolve("key"), key.hex());
        Files.writeString(files.resolve("secrets.env"), "FIRST=1\nK=" + value);
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.secrets().get("K")).contains(key.mac(value));
        assertThat(facts.secrets().get("FIRST")).contains(key.mac("1"));
    }

    @Test
    void printsNoSecret() throws Exception {
        Files.writeString(state.resolve("key"), "0".repeat(64));
        Files.writeString(
                files.resolve("secrets.env"), "K=hunter2hunter2\nnot-a-name=hunter2hunter2\nhunter2hunter2\n");
        Files.writeString(files.resolve("proxy.env"), "CONFIGPROXY_AUTH_TOKEN=" + "5a".repeat(32) + "\n");
        String output = run("sh");
        assertThat(output).doesNotContain("hunter2").doesNotContain("5a5a");
        HostFacts facts = HostFacts.parse(output, "n");
        assertThat(facts.malformedSecrets()).containsExactly(2, 3);
        assertThat(facts.proxyToken()).isEqualTo(HostFacts.ProxyToken.GOOD);
        assertThat(file(facts, "secrets.env").sha256()).isEmpty();
        assertThat(file(facts, "secrets.env").size()).isEmpty();
    }

    @Test
    void aKeyMayHaveAnyName() throws Exception {
        Files.writeString(files.resolve("secrets.env"), "malformed=v\nnone\n");
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.secrets()).containsOnlyKeys("malformed");
        assertThat(facts.malformedSecrets()).containsExactly(2);
    }

    @Test
    void namesSecretsWithoutMacWhereThereIsNoKey() throws Exception {
        Files.writeString(files.resolve("secrets.env"), "K=v\n");
        assertThat(HostFacts.parse(run("sh"), "n").secrets()).containsEntry("K", Optional.empty());
    }

    @Test
    void tellsFilesWithModesAndDigests() throws Exception {
        Files.createDirectories(files.resolve("images/hub"));
        Files.writeString(files.resolve("images/hub/a b"), "x");
        Files.createSymbolicLink(files.resolve("link"), Path.of("elsewhere"));
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.files().keySet())
                .containsExactly(".", "..", "../..", "images", "images/hub", "images/hub/a b", "link");
        assertThat(file(facts, "images/hub/a b").sha256())
                .contains("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
        assertThat(file(facts, "link").type()).isEqualTo(HostFacts.FileFact.Type.LINK);
    }

    @Test
    void doesNotLetAFileNameForgeAFact() throws Exception {
        Files.writeString(files.resolve("a\n81a4 root:root 1 forged"), "x");
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.files()).doesNotContainKey("forged");
        assertThat(facts.errors().get("files")).hasSize(1);
    }

    @Test
    void takesFilesWithoutLineEndAsTheyAre() throws Exception {
        Files.writeString(files.resolve("settings.json"), "{}");
        Files.writeString(state.resolve("record.json"), "{}\n");
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.settings()).contains("{}");
        assertThat(facts.record()).contains("{}\n");
    }

    @Test
    void tellsWhichPartsOfTheFirewallAreAsTheyWereLoaded() throws Exception {
        command("nft", "case $* in *host | *into | *clamp) echo rules ;; *outside) echo others ;; *) exit 1 ;; esac");
        command("ip", "echo '7: br-1    inet 172.19.0.1/16 brd 172.19.255.255 scope global br-1'");
        command("systemctl", "exit 1");
        Files.writeString(
                state.resolve("firewall.loaded"),
                "source abc\ninterface br-1 172.19.0.1\nhost %1$s\noutside %1$s\ninto %1$s\nclamp %1$s\nneighbours %1$s\n"
                        .formatted(Sha256.of("rules\n")));
        assertThat(HostFacts.parse(run("sh"), "n").firewall())
                .containsOnly(
                        entry("source", "abc"),
                        entry("boot", "no"),
                        entry("network", "yes"),
                        entry("host", "in-force"),
                        entry("outside", "changed"),
                        entry("into", "in-force"),
                        entry("clamp", "in-force"),
                        entry("neighbours", "absent"));
    }

    @Test
    void readsNothingButRegularFiles() throws Exception {
        for (Path path : List.of(
                files.resolve("settings.json"),
                files.resolve("secrets.env"),
                files.resolve("proxy.env"),
                files.resolve("compose.yaml"),
                files.resolve(".env"),
                state.resolve("key"),
                state.resolve("record.json"),
                state.resolve("firewall.loaded"))) {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        }
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.errors()).isEmpty();
        assertThat(facts.files())
                .hasEntrySatisfying(
                        "compose.yaml", file -> assertThat(file.type()).isEqualTo(HostFacts.FileFact.Type.OTHER));
        assertThat(facts.stateFiles())
                .hasEntrySatisfying("key", file -> assertThat(file.type()).isEqualTo(HostFacts.FileFact.Type.OTHER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\\nend", "\\033[31mred", "back\\\\slash", "\\377no-utf-8", "\\177"})
    void refusesNamesThatNoPlanCanShowAndTellsHowToFindThem(String name) throws Exception {
        String command = "touch \"$(printf '" + name + "')\"";
        for (Path folder : List.of(files, state)) {
            assertThat(new ProcessBuilder("bash", "-c", command)
                            .directory(folder.toFile())
                            .start()
                            .waitFor())
                    .isZero();
        }
        assertThat(HostFacts.parse(run("sh"), "n").errors()).satisfies(errors -> {
            assertThat(errors.get("files")).singleElement(STRING).contains("1 file names in", "ls -AlRb " + files);
            assertThat(errors.get("state")).singleElement(STRING).contains("1 file names in", "ls -AlRb " + state);
        });
    }

    @Test
    void aFileThatAnApplyRenamesMeanwhileIsNoError() throws Exception {
        Files.writeString(files.resolve("compose.yaml"), "services: {}\n");
        // As between find's reading of a folder and the command that it starts.
        for (String tool : List.of("stat", "sha256sum")) {
            command(tool, "PATH=${PATH#*:}; exec " + tool + " \"$@\" ./.env.new");
        }
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.errors()).isEmpty();
        assertThat(facts.files())
                .hasEntrySatisfying(
                        "compose.yaml", file -> assertThat(file.sha256()).contains(Sha256.of("services: {}\n")));
    }

    @Test
    void namesInAnyLanguageAreShown() throws Exception {
        Files.writeString(files.resolve("Größe, 密码 'x' $HOME.txt"), "");
        HostFacts facts = HostFacts.parse(run("sh"), "n");
        assertThat(facts.errors()).isEmpty();
        assertThat(facts.files()).containsKey("Größe, 密码 'x' $HOME.txt");
    }

    @Test
    void tellsAFirewallThatIsOnANetworkThatIsGone() throws Exception {
        command("ip", "exit 1");
        Files.writeString(state.resolve("firewall.loaded"), "interface br-1 172.19.0.1\n");
        assertThat(HostFacts.parse(run("sh"), "n").firewall()).containsEntry("network", "no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interface br-1 172.19.0.1\ninterface br-2 172.20.0.1\n",
                "interface br-2 172.20.0.1\ninterface br-1 172.19.0.1\n"
            })
    void tellsAFirewallOfWhichOneNetworkIsGone(String loaded) throws Exception {
        command("ip", "case $* in *br-1) echo '7: br-1    inet 172.19.0.1/16 brd 172.19.255.255' ;; *) exit 1 ;; esac");
        Files.writeString(state.resolve("firewall.loaded"), loaded);
        assertThat(HostFacts.parse(run("sh"), "n").firewall()).containsEntry("network", "no");
    }

    @Test
    void tellsWhatAFirewallNeedsAndWhatADockerThatIsGoneHasLeft() throws Exception {
        command("nft", "exit 0");
        assertThat(HostFacts.parse(run("sh"), "n").preflight()).satisfies(preflight -> {
            assertThat(preflight.nft()).isTrue();
            assertThat(preflight.volumesLeft()).isFalse();
        });
        Files.createDirectories(root.resolve("var/lib/docker/volumes"));
        Files.writeString(root.resolve("var/lib/docker/volumes/metadata.db"), "");
        assertThat(HostFacts.parse(run("sh"), "n").preflight().volumesLeft()).isFalse();
        Files.createDirectory(root.resolve("var/lib/docker/volumes/jupyterhub-user-ann"));
        assertThat(HostFacts.parse(run("sh"), "n").preflight().volumesLeft()).isTrue();
    }

    /** But not what comes behind the engine's own rules, which let through what is ours before that. */
    @Test
    void tellsTheRuleOfAnotherThatDropsAll() throws Exception {
        command("docker", "exit 1");
        command("iptables", """
                case $* in
                    '-S FORWARD')
                        echo '-P FORWARD DROP'
                        echo '-A FORWARD -p tcp -j DROP'
                        echo '-A FORWARD -j REJECT --reject-with icmp-port-unreachable'
                        echo '-A FORWARD -j DOCKER-USER'
                        echo '-A FORWARD -j DOCKER-ISOLATION-STAGE-1'
                        echo '-A FORWARD -j DROP' ;;
                    '-S DOCKER-USER') echo '-A DOCKER-USER -j DROP' ;;
                esac
                """);
        assertThat(HostFacts.parse(run("sh"), "n").probe().lines("networks"))
                .filteredOn(line -> line.startsWith("drops"))
                .containsExactly(
                        "drops FORWARD -j REJECT --reject-with icmp-port-unreachable", "drops DOCKER-USER -j DROP");
    }

    @Test
    void aDockerThatIsGoneMayHaveLeftDataWhereItsConfigurationSays() throws Exception {
        Files.createDirectories(root.resolve("etc/docker"));
        Files.writeString(root.resolve("etc/docker/daemon.json"), "{\"data-root\": \"/srv/docker\"}");
        assertThat(HostFacts.parse(run("sh"), "n").preflight().volumesLeft()).isFalse();
        Files.createDirectories(root.resolve("srv/docker/volumes/jupyterhub-user-ann"));
        assertThat(HostFacts.parse(run("sh"), "n").preflight().volumesLeft()).isTrue();
    }

    /** A pipeline has the status of its last command, and an empty answer looks like a host without a hub. */
    @ParameterizedTest
    @ValueSource(strings = {"info", "image ls", "image inspect", "network", "volume", "ps", "inspect"})
    void anEngineThatHangsIsNotTakenForOneThatHasNothing(String silent) throws Exception {
        command("docker", "case $* in 'image ls'* | ps*) echo 0123abc ;; esac");
        command("timeout", "shift; case \"$2 $3\" in '" + silent + "'*) exit 124 ;; esac; exec \"$@\"");
        assertThat(HostFacts.parse(run("sh"), "n").errors())
                .containsOnly(entry(
                        "engine", List.of("docker " + silent.split(" ", -1)[0] + " did not answer within 20 seconds")));
    }

    @Test
    void whatWentAwayBetweenTwoQuestionsIsNoErrorAndAllElseIs() throws Exception {
        command("docker", """
                case $* in
                    'image ls'* | ps*) echo 0123abc ;;
                    'image inspect'*) echo 'Error response from daemon: No such image: 0123abc' >&2; exit 1 ;;
                    inspect*) echo 'Error: No such container: 0123abc' >&2; echo 'layer is corrupt' >&2; exit 1 ;;
                esac""");
        assertThat(HostFacts.parse(run("sh"), "n").errors())
                .containsOnly(entry("containers", List.of("layer is corrupt")));
    }

    @Test
    void tellsTheRoomThatThereIsAndHowTheEngineRuns() throws Exception {
        command("docker", """
                case $* in
                    info*root*) echo 'root /srv/docker'; echo 'security name=seccomp,profile=default'
                        echo 'security name=userns'; echo 'pool 28' ;;
                    'network inspect --format {{range .IPAM'*) echo 'subnet 10.9.0.0/28'; echo 'subnet fd00::/64' ;;
                esac""");
        command(
                "ip",
                "echo 'default via 10.0.0.1 dev eth0'; echo '10.0.0.0/24 dev eth0 proto kernel'; echo '10.8.0.1 dev tun0'");
        Ground ground = Ground.of(HostFacts.parse(run("sh"), "n").probe());
        assertThat(ground.security()).containsExactly("seccomp", "userns");
        assertThat(ground.pools()).containsExactly(28);
        assertThat(ground.subnet()).hasToString("Optional[10.9.0.0/28]");
        assertThat(ground.routes())
                .extracting(route -> route.to() + " " + route.device())
                .containsExactly("10.0.0.0/24 eth0", "10.8.0.1/32 tun0");
        assertThat(ground.disks())
                .extracting(Ground.Disk::path)
                .contains("/", "/var/lib", "/tmp", "/run", ground.root());
        assertThat(ground.disks())
                .allSatisfy(disk -> assertThat(disk.writable()).isTrue());
    }

    @Test
    void tellsWhetherTheHostHasBeenTheSameSinceItsProof() throws Exception {
        long pid = ProcessHandle.current().pid();
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        Files.writeString(
                state.resolve("proven"), "time 7\nboot " + boot + " " + started(1) + "\nengine " + pid + " 5\n");
        assertThat(HostFacts.parse(run("sh"), "n").probe().lines("proof"))
                .containsExactly("time 7", "boot same", "engine newer");
        Files.writeString(state.resolve("proven"), "boot x 1\nengine " + pid + " " + started(pid) + "\n");
        assertThat(HostFacts.parse(run("sh"), "n").probe().lines("proof")).containsExactly("boot newer", "engine same");
    }

    /** Field 22 of proc_pid_stat(5), behind a name in brackets. */
    private static String started(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ", -1)[19];
    }

    /** Puts a command in place of the machine's own. */
    private void command(String name, String script) throws IOException {
        Path file = Files.createDirectories(root.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static HostFacts.FileFact file(HostFacts facts, String path) {
        return java.util.Objects.requireNonNull(facts.files().get(path), path);
    }

    private String run(String shell) throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(List.of(shell, "ansible-free-scripts/probe.sh"));
        process.environment().put("HUB", "h");
        process.environment().merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        process.environment().put("NONCE", "n");
        process.environment().put("ROOT", root.toString());
        process.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process running = process.start();
        running.getOutputStream().close();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).isZero();
        return output;
    }
}
