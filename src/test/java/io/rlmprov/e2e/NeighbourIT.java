package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What another machine on the host's network reaches that has routes to the hub's networks. What answers is compared, not
 * whether something connects; and each target is shown to answer where the rules do not stand in the way.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NeighbourIT {
    private static final String LAN = "rlmprov-lab-it-neighbour";
    private static final String USERS = "rlmprov-near";
    private static final String CONTROL = "rlmprov-near-control";
    private static final String RULES = "inet rlmprov-near";

    @TempDir
    static Path folder;

    private static LabHost host;
    private static LabHost neighbour;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;

    @BeforeAll
    static void aHubAndANeighbourWithRoutes() {
        host = LabHost.named("near").withDocker().withImagesOf(BareHostIT.BUILT).up();
        neighbour = LabHost.named("neighbour").up();
        connect();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "near"));
        apply();
        visit();
        route();
    }

    @AfterAll
    static void removeHosts() {
        neighbour.close();
        host.close();
        Command.of("docker", "network", "rm", LAN).run();
    }

    @Test
    @Order(1)
    void thePublishedPortIsTheOnlyWayIn() {
        assertOnlyThePublishedPortAnswers();
    }

    /** Also by which the test knows that it asks the right questions. */
    @Test
    @Order(2)
    void aHostOfAnOlderReleaseIsOpenAndOneApplyClosesIt() {
        // As the release before this chain left it: the file, what was loaded from it, and the note of it.
        root("sed -i '/chain into {/,/^    }/d' /opt/rlmprov/near/firewall.nft");
        root("sed -i '/^into /d' /var/lib/rlmprov/near/firewall.loaded");
        root("nft delete chain " + RULES + " into");
        assertOpen(withoutDockersOwn(targets()));
        assertThat(rlmprov.plan(yaml.file()).out()).contains("~ firewall/servers", "+ into", "in force");
        apply();
        assertOnlyThePublishedPortAnswers();
    }

    @Test
    @Order(3)
    void itHoldsAfterAFlushAndAnApply() {
        root("nft flush ruleset");
        assertThat(rlmprov.plan(yaml.file()).out()).contains("into", "absent -> in force");
        // Docker's rules are gone and with them what of this was theirs.
        assertOpen(targets());
        apply();
        assertOnlyThePublishedPortAnswers();
    }

    @Test
    @Order(4)
    void itHoldsAfterARestartOfEachUnit() {
        root("systemctl restart nftables");
        assertOnlyThePublishedPortAnswers();
        root("nft delete table " + RULES + " && systemctl restart rlmprov-near-firewall");
        assertOnlyThePublishedPortAnswers();
    }

    @Test
    @Order(5)
    void itHoldsAfterAReboot() {
        host.reboot();
        awaitHub();
        visit();
        route();
        assertOnlyThePublishedPortAnswers();
        root("nft delete chain " + RULES + " into");
        assertOpen(withoutDockersOwn(targets()));
    }

    private static void assertOpen(Map<String, String> targets) {
        assertThat(targets)
                .allSatisfy(
                        (target, sign) -> assertThat(answer(target)).as(target).contains(sign));
    }

    /** Docker itself closes the network between hub and proxy, over IPv4 and until its rules are flushed. */
    private static Map<String, String> withoutDockersOwn(Map<String, String> targets) {
        String hub = address("rlmprov-near-hub", CONTROL) + " ";
        String proxy = address("rlmprov-near-proxy", CONTROL) + " ";
        Map<String, String> rest = new LinkedHashMap<>(targets);
        rest.keySet().removeIf(target -> target.startsWith(hub) || target.startsWith(proxy));
        return rest;
    }

    private static void assertOnlyThePublishedPortAnswers() {
        awaitHub();
        String lan = addressOn(host, "-4");
        String lan6 = addressOn(host, "-6");
        assertThat(answer(lan + " 8000 /hub/health")).contains(" 200 ");
        assertThat(answer(lan6 + " 8000 /hub/health")).contains(" 200 ");
        targets()
                .forEach((target, sign) -> assertThat(answer(target)).as(target).isEmpty());
        // Those who must reach each other do.
        assertThat(fromContainer("rlmprov-near-hub", address("jupyter-ann", USERS), 8888))
                .isEqualTo("open");
        assertThat(fromContainer("rlmprov-near-proxy", "hub", 8081)).isEqualTo("open");
        assertThat(fromContainer("rlmprov-near-hub", "proxy-api", 8001)).isEqualTo("open");
        assertThat(fromContainer("jupyter-ann", "hub", 8081)).isEqualTo("open");
    }

    /** Address, port and path of each, and what its answer has in it. */
    private static Map<String, String> targets() {
        Map<String, String> targets = new LinkedHashMap<>();
        String hub = address("rlmprov-near-hub", USERS);
        String proxy = address("rlmprov-near-proxy", USERS);
        targets.put(address("jupyter-ann", USERS) + " 8888 /user/ann/api", "\"version\"");
        targets.put(hub + " 8081 /hub/api", "\"version\"");
        targets.put(proxy + " 8000 /hub/health", " 200 ");
        targets.put(address("rlmprov-near-hub", CONTROL) + " 8081 /hub/api", "\"version\"");
        targets.put(address("rlmprov-near-proxy", CONTROL) + " 8001 /api/routes", " 403 ");
        // The networks have no IPv6. These addresses were added by hand, and what listens there, too.
        targets.put("fd00:8::a 8888 /", "Directory listing");
        targets.put("fd00:8::b 8081 /", "Directory listing");
        targets.put("fd00:8::c 8000 /", "Directory listing");
        targets.put("fd00:9::c 8001 /", "Directory listing");
        return targets;
    }

    /** Both are on one more network, as two machines of one rack. */
    private static void connect() {
        Command.of("docker", "network", "rm", LAN).run();
        Command.of("docker", "network", "create", "--ipv6", "--subnet", "fd00:77::/64", "--subnet", "10.77.0.0/24", LAN)
                .run()
                .succeeded();
        for (LabHost one : new LabHost[] {host, neighbour}) {
            Command.of("docker", "network", "connect", LAN, one.container())
                    .run()
                    .succeeded();
        }
    }

    private static void visit() {
        try (HubVisitor ann = HubVisitor.login(host.url(), "ann", "")) {
            ann.openServer(Duration.ofMinutes(3));
        }
    }

    /** The neighbour's routes, and IPv6 where Docker gives none. */
    private static void route() {
        root("sysctl -qw net.ipv6.conf.all.forwarding=1");
        String lan = addressOn(host, "-4");
        for (String network : new String[] {USERS, CONTROL}) {
            String subnet = root("docker network inspect --format '{{(index .IPAM.Config 0).Subnet}}' " + network);
            neighbour.root("ip route replace " + subnet + " via " + lan).succeeded();
        }
        String lan6 = addressOn(host, "-6");
        ipv6(USERS, "fd00:8::");
        ipv6(CONTROL, "fd00:9::");
        for (String subnet : new String[] {"fd00:8::/64", "fd00:9::/64"}) {
            neighbour.root("ip -6 route replace " + subnet + " via " + lan6).succeeded();
        }
        listen("jupyter-ann", USERS, "fd00:8::", "a", 8888);
        listen("rlmprov-near-hub", USERS, "fd00:8::", "b", 8081);
        listen("rlmprov-near-proxy", USERS, "fd00:8::", "c", 8000);
        listen("rlmprov-near-proxy", CONTROL, "fd00:9::", "c", 8001);
    }

    private static void ipv6(String network, String prefix) {
        String bridge = bridge(network);
        root("sysctl -qw net.ipv6.conf." + bridge + ".disable_ipv6=0; ip -6 address replace " + prefix
                + "1/64 nodad dev " + bridge);
    }

    private static String bridge(String network) {
        return "br-" + root("docker network inspect --format '{{.Id}}' " + network + " | cut -c 1-12");
    }

    /** A server on an address of its own, beside what a container has; to the neighbour it is as good as the real one. */
    private static void listen(String container, String network, String prefix, String id, int port) {
        String inside = "nsenter -n -t $(docker inspect --format '{{.State.Pid}}' " + container + ") ";
        String link =
                root(inside + "ip -4 -o address | grep ' " + address(container, network) + "/' | cut -d ' ' -f 2");
        root(inside + "sysctl -qw net.ipv6.conf." + link + ".disable_ipv6=0");
        root(inside + "ip -6 address replace " + prefix + id + "/64 nodad dev " + link);
        root(inside + "ip -6 route replace default via " + prefix + "1 metric 5");
        // The chain "host" refuses neighbour discovery from users' servers, which would be all that closes IPv6.
        String bridge = bridge(network);
        root(inside + "ip -6 neighbour replace " + prefix + "1 lladdr $(cat /sys/class/net/" + bridge
                + "/address) nud permanent dev " + link);
        root("ip -6 neighbour replace " + prefix + id + " lladdr $(" + inside + "ip -o link show " + link
                + " | sed 's/.*ether //; s/ .*//') nud permanent dev " + bridge);
        String name = "listener-" + id + "-" + port;
        root("docker rm --force " + name + " >/dev/null 2>&1; docker run -d --name " + name + " --network container:"
                + container + " --entrypoint python3 $(docker inspect --format '{{.Config.Image}}' jupyter-ann)"
                + " -m http.server --bind " + prefix + id + " " + port);
    }

    /** What the neighbour is answered within three seconds; nothing if it is refused. */
    private static String answer(String target) {
        String[] part = target.split(" ", -1);
        return neighbour
                .root("timeout 3 bash -c 'exec 3<>/dev/tcp/" + part[0] + "/" + part[1] + " && printf \"GET " + part[2]
                        + " HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n\" >&3 && head -c 4000 <&3' 2>/dev/null")
                .out()
                .strip();
    }

    private static void awaitHub() {
        root("for i in $(seq 120); do perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(\"127.0.0.1:8000\") or"
                + " exit 1; print $s \"GET /hub/health HTTP/1.0\\r\\n\\r\\n\"; exit(<$s> !~ / 200 /)' && break; sleep 1;"
                + " done");
    }

    private static String addressOn(LabHost one, String family) {
        String format = family.equals("-4") ? ".IPAddress" : ".GlobalIPv6Address";
        return Command.of(
                        "docker",
                        "inspect",
                        "--format",
                        "{{(index .NetworkSettings.Networks \"" + LAN + "\")" + format + "}}",
                        one.container())
                .run()
                .succeeded()
                .strip();
    }

    private static String address(String container, String network) {
        return root("docker inspect --format '{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}' "
                + container);
    }

    private static String fromContainer(String container, String address, int port) {
        return root("docker exec " + container + " timeout 3 bash -c 'exec 3<>/dev/tcp/" + address + "/" + port
                + "' 2>/dev/null && echo open");
    }

    private static void apply() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(rlmprov.plan(yaml.file()).out()).contains("No changes.");
    }

    private static String root(String command) {
        return host.root(command).out().strip();
    }
}
