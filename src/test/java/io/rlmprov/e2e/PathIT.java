package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path of a user on a real host, where all is well and where all objects are in place but nobody can work. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PathIT {
    private static final int LARGE = 300_000;

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static HttpServer provider;
    private static String machine;

    @BeforeAll
    static void aHubWithAProviderBeyondItsHost() throws IOException {
        host = LabHost.named("path").withDocker().withImagesOf(BareHostIT.BUILT).up();
        // The machine itself, as the host sees it.
        machine = host.root("ip -4 route show default | sed 's/.* via \\([0-9.]*\\).*/\\1/'")
                .out()
                .strip();
        provider = HttpServer.create(new InetSocketAddress(0), 0);
        provider.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, LARGE);
            exchange.getResponseBody().write(new byte[LARGE]);
            exchange.close();
        });
        provider.start();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "path"));
        yaml.set("keys", "VLLM_BASE_URL: " + address());
    }

    @AfterAll
    static void removeHost() {
        provider.stop(0);
        host.close();
    }

    private static String address() {
        return "http://" + machine + ":" + provider.getAddress().getPort() + "/v1";
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(delimiter = '|', textBlock = """
            mount -o remount,size=4m /run  | mount -o remount,size=50% /run | /run has
            mount -t tmpfs -o ro none /tmp | umount /tmp                    | /tmp is mounted read-only
            """)
    void aDiskOnWhichAnApplyWouldFailIsRefused(String broken, String mended, String why) {
        host.root(broken);
        Ended plan = rlmprov.plan(yaml.file());
        host.root(mended).succeeded();
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.err()).contains(why);
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource(delimiter = '|', textBlock = """
            {"userns-remap": "default"}                                             | Remove userns-remap
            {"default-address-pools": [{"base": "10.210.0.0/22", "size": 29}]}      | Set docker.subnet to a network that is free
            """)
    void anEngineOnWhichTheHubWouldFailIsRefused(String settings, String remedy) {
        restart(settings);
        Ended plan = rlmprov.plan(yaml.file());
        restart("{}");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.err()).contains(remedy);
    }

    private static void restart(String settings) {
        host.root("mkdir -p /etc/docker; echo '" + settings + "' >/etc/docker/daemon.json;"
                        + " systemctl reset-failed docker; systemctl restart docker")
                .succeeded();
    }

    @Test
    @Order(3)
    void anApplyEndsWithTheWalk() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.err()).doesNotContain("Warning");
        assertThat(rlmprov.plan(yaml.file()).out()).contains("a test user's server last started and reached");
    }

    @Test
    @Order(4)
    void aUserCanWork() throws IOException {
        JsonNode path = check(0);
        assertThat(path.path("passed").asBoolean()).isTrue();
        assertThat(path.path("stations").findValuesAsText("name"))
                .containsExactly("address", "proxy", "engine", "server", "hub API", "DNS", "provider", "removal");
        assertThat(path.path("stations").findValuesAsText("outcome")).containsOnly("ok");
        assertThat(host.root(
                                "docker ps -a --filter name=jupyter-rlmprov -q; docker volume ls -q --filter name=rlmprov-2dcheck")
                        .out())
                .isBlank();
    }

    @Test
    @Order(5)
    void withoutDockersNatServersHaveNoWayOutAndTheHostHas() throws IOException {
        host.root("iptables -t nat -F POSTROUTING").succeeded();
        JsonNode path = check(1);
        assertThat(path.path("end").asText()).isEqualTo("provider");
        assertThat(station(path, "provider").path("outcome").asText()).isEqualTo("failed");
        assertThat(station(path, "provider").path("remedy").asText()).contains("systemctl restart docker");
        assertThat(station(path, "removal").path("outcome").asText()).isEqualTo("ok");
    }

    /** The remedy above, and what the next plan and apply make of an engine that has started since. */
    @Test
    @Order(6)
    void anEngineThatHasStartedSinceIsCheckedAgainThoughNothingIsToBeDone() {
        host.root("systemctl reset-failed docker; systemctl restart docker").succeeded();
        HubVisitor.awaitHub(host.url(), java.time.Duration.ofMinutes(2));
        Ended plan = rlmprov.plan(yaml.file());
        assertThat(plan.out()).contains("No changes.", "since then Docker has started");
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.err()).contains("Checking the path of a user of path");
        assertThat(rlmprov.plan(yaml.file()).out()).doesNotContain("since then");
    }

    @Test
    @Order(7)
    void aProviderThatIsDownIsNoFaultOfTheHost() throws IOException {
        int port = provider.getAddress().getPort();
        provider.stop(0);
        JsonNode path = check(1);
        assertThat(station(path, "provider").path("outcome").asText()).isEqualTo("unreached");
        provider = HttpServer.create(new InetSocketAddress(port), 0);
        provider.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, LARGE);
            exchange.getResponseBody().write(new byte[LARGE]);
            exchange.close();
        });
        provider.start();
    }

    /**
     * As in a cloud: what is larger than 1400 bytes is dropped on the way to the host, and nobody is told. The machine's end of
     * the cable must send single packets for that, and not hand over many at once.
     */
    @Test
    @Order(8)
    void largeAnswersComeOverAPathWithASmallMtu() {
        String cable = Command.of(
                        "sh",
                        "-c",
                        "n=$(docker exec " + host.container() + " cat /sys/class/net/eth0/iflink);"
                                + " ip -o link | sed -n \"s/^$n: \\([^@:]*\\).*/\\1/p\"")
                .run()
                .succeeded()
                .strip();
        Command.of("ip", "link", "set", cable, "gso_max_segs", "1").run().succeeded();
        host.root("ip link set eth0 mtu 1400").succeeded();
        assertThat(download()).isEqualTo(String.valueOf(LARGE));
        // Without our rule, none comes: the question is the right one.
        host.root("nft flush chain inet rlmprov-path clamp").succeeded();
        assertThat(download()).isEqualTo("timed out");
        assertThat(rlmprov.plan(yaml.file()).out()).contains("clamp", "changed -> in force");
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(host.root("nft list chain inet rlmprov-path clamp").out()).contains("maxseg size set rt mtu");
    }

    /** From the hub's container, whose packets go the same way as those of users' servers. */
    private static String download() {
        return host.root("docker exec rlmprov-path-hub timeout 20 python3 -c '\n"
                        + "from urllib.request import urlopen\n"
                        + "try:\n"
                        + "    print(len(urlopen(\"" + address() + "\", timeout=6).read()))\n"
                        + "except OSError:\n"
                        + "    print(\"timed out\")'")
                .out()
                .strip();
    }

    private static JsonNode check(int exit) throws IOException {
        Ended ended = rlmprov.run("check", "--json", yaml.file().toString());
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        return new ObjectMapper().readTree(ended.out());
    }

    private static JsonNode station(JsonNode path, String name) {
        for (JsonNode station : path.path("stations")) {
            if (station.path("name").asText().equals(name)) {
                return station;
            }
        }
        throw new AssertionError("no station " + name + " in " + path);
    }
}
