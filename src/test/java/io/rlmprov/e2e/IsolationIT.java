package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user reaches from a notebook, and what not. Every attempt is code that Ann runs in her own server; each target
 * is first shown to be there, from where it may be reached.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationIT {
    private static final String CONNECT = """
            import socket
            def connect(address, port, family=0):
                try:
                    with socket.create_connection((address, port), 4) as s:
                        return "open"
                except OSError as e:
                    return "closed"
            """;

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static HubVisitor ann;
    private static Kernel notebook;
    private static HubVisitor bob;

    @BeforeAll
    static void aHubWithTwoUsers() {
        host = LabHost.named("isolation")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "isolated"));
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        ann = visitor("ann");
        notebook = ann.startKernel();
        bob = visitor("bob");
        // Somebody else's service, published on the host, as a database would be.
        root("docker network create stranger >/dev/null; docker run -d --name stranger --network stranger"
                + " -p 7777:8888 --entrypoint python3 $(docker inspect --format '{{.Config.Image}}' jupyter-bob)"
                + " -m http.server 8888");
    }

    private static HubVisitor visitor(String user) {
        HubVisitor visitor = HubVisitor.login(host.url(), user, "");
        visitor.openServer(Duration.ofMinutes(3));
        return visitor;
    }

    @AfterAll
    static void removeHost() {
        notebook.close();
        ann.close();
        bob.close();
        host.close();
    }

    @Test
    void theInternetAndItsNamesAreReached() {
        // Each once more, as the internet is not ours.
        assertThat(python("print(connect('deb.debian.org', 80))\nprint(connect('deb.debian.org', 80))"))
                .contains("open");
        String download =
                "done = subprocess.run([sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', '-d', '/tmp/x',"
                        + " 'six'], capture_output=True, text=True).stderr or 'done'\n";
        assertThat(python(
                        "import subprocess, sys\n" + download + "if done != 'done':\n    " + download + "print(done)"))
                .endsWith("done");
    }

    @Test
    void theHubsApiIsReached() {
        assertThat(python("import os, urllib.request as u\n"
                        + "r = u.Request(os.environ['JUPYTERHUB_API_URL'] + '/user',"
                        + " headers={'Authorization': 'token ' + os.environ['JUPYTERHUB_API_TOKEN']})\n"
                        + "print(u.urlopen(r, timeout=5).status)"))
                .isEqualTo("200");
    }

    @Test
    void noOtherPortOfTheHubIsReached() {
        root("docker exec -d rlmprov-isolated-hub python -m http.server 9000");
        assertThat(fromContainer("rlmprov-isolated-proxy", "hub", 9000)).isEqualTo("open");
        assertThat(attempt("hub", 9000)).isEqualTo("closed");
    }

    @Test
    void theProxysApiIsNotReached() {
        assertThat(fromContainer("rlmprov-isolated-hub", "proxy-api", 8001)).isEqualTo("open");
        for (String name : List.of(
                "proxy",
                "proxy-api",
                addressOf("rlmprov-isolated-proxy", "rlmprov-isolated"),
                addressOf("rlmprov-isolated-proxy", "rlmprov-isolated-control"))) {
            assertThat(attempt(name, 8001)).as(name).isEqualTo("closed");
        }
    }

    @Test
    void anotherUsersServerIsNotReached() {
        String address = addressOf("jupyter-bob", "rlmprov-isolated");
        assertThat(fromContainer("rlmprov-isolated-hub", address, 8888)).isEqualTo("open");
        assertThat(attempt("jupyter-bob", 8888)).isEqualTo("closed");
        assertThat(attempt(address, 8888)).isEqualTo("closed");
        // Nor by a port that Bob himself opens, or by what needs no connection.
        try (Kernel his = bob.startKernel()) {
            his.execute("import socket; t = socket.create_server(('', 5000)); u = socket.socket(socket.AF_INET,"
                    + " socket.SOCK_DGRAM); u.bind(('', 5000)); u.settimeout(4)");
            assertThat(attempt(address, 5000)).isEqualTo("closed");
            python("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('" + address + "', 5000))");
            assertThat(his.execute("try:\n    print(u.recv(9))\nexcept TimeoutError:\n    print('nothing')")
                            .shown())
                    .isEqualTo("nothing");
        }
    }

    @Test
    void theHostIsNotReachedByAnyOfItsAddresses() {
        String gateways = root("docker network inspect --format '{{range .IPAM.Config}}{{.Gateway}} {{end}}'"
                + " rlmprov-isolated rlmprov-isolated-control bridge stranger");
        String interfaces = root("hostname -I");
        for (String address : (gateways + " " + interfaces).strip().split("\\s+", -1)) {
            assertThat(root("timeout 3 bash -c 'exec 3<>/dev/tcp/" + address + "/22' && echo open"))
                    .as("sshd at " + address)
                    .isEqualTo("open");
            for (int port : List.of(22, 7777, 8000)) {
                assertThat(attempt(address, port)).as(address + ":" + port).isEqualTo("closed");
            }
        }
    }

    @Test
    void aStrangersContainerIsNotReached() {
        String address = addressOf("stranger", "stranger");
        assertThat(root("timeout 3 bash -c 'exec 3<>/dev/tcp/" + address + "/8888' && echo open"))
                .isEqualTo("open");
        assertThat(attempt(address, 8888)).isEqualTo("closed");
    }

    /** The other hub's container plays the cloud: the host forwards to it what is for these addresses. */
    @Test
    void theCloudsMetadataIsNotReached() throws IOException {
        String stranger = addressOf("stranger", "stranger");
        String process = root("docker inspect --format '{{.State.Pid}}' stranger");
        for (String address : metadata()) {
            root("nsenter -n -t " + process + " ip address add " + address + "/32 dev lo");
            root("ip route add " + address + "/32 via " + stranger);
            assertThat(root("timeout 3 bash -c 'exec 3<>/dev/tcp/" + address + "/8888' && echo open"))
                    .as(address)
                    .isEqualTo("open");
            // EHOSTUNREACH at once: refused by the host, and not just unanswered.
            assertThat(python("try:\n    print(socket.create_connection(('" + address + "', 8888), 4))\n"
                            + "except OSError as e:\n    print(type(e).__name__, e.errno)"))
                    .as(address)
                    .isEqualTo("OSError 113");
        }
        assertThat(attempt("fd00:ec2::254", 80)).isEqualTo("closed");
    }

    /** Every address that the firewall knows. */
    private static List<String> metadata() throws IOException {
        String rules = Files.readString(Command.repository().resolve("images/firewall.nft"));
        Matcher set =
                Pattern.compile("set metadata \\{[^}]*elements = \\{([^}]*)}").matcher(rules);
        assertThat(set.find()).isTrue();
        List<String> addresses = new ArrayList<>(List.of("169.254.170.2"));
        for (String element : set.group(1).split(",", -1)) {
            addresses.add(element.strip().replace("169.254.0.0/16", "169.254.169.254"));
        }
        assertThat(addresses).hasSizeGreaterThan(4).allMatch(address -> address.matches("[0-9.]+"));
        return addresses;
    }

    @Test
    void thereIsNoIpv6ByWhichToGoRound() {
        assertThat(python("print([l.split()[-1] for l in open('/proc/net/if_inet6')])"))
                .isEqualTo("['lo']");
    }

    @Test
    void nothingOfTheEngineOrTheHubIsInTheContainer() {
        assertThat(python("import glob; print(sorted(glob.glob('/run/**/*.sock', recursive=True)"
                        + " + glob.glob('/var/run/docker*') + glob.glob('/srv/*') + glob.glob('/run/engine*')))"))
                .isEqualTo("['/srv/notebooks', '/srv/shared']");
        assertThat(
                        python(
                                "print(sorted(l.split()[4] for l in open('/proc/self/mountinfo')"
                                        + " if l.split()[3] != '/' and not l.split()[4].startswith(('/etc/', '/usr/sbin/', '/proc/', '/sys/', '/dev/'))))"))
                .isEqualTo("['/home/jovyan/work', '/srv/notebooks', '/srv/shared']");
        assertThat(python("print([l.split()[1] for l in open('/proc/self/status') if l[:4] in ('CapB', 'CapE')])"))
                .isEqualTo("['0000000000000000', '0000000000000000']");
    }

    @Test
    void aUserCannotTakeAnotherAddress() {
        assertThat(python("try:\n    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
                        + "except PermissionError:\n    print('not permitted')"))
                .isEqualTo("not permitted");
        // Numbers of linux/sockios.h.
        assertThat(python("""
                        import fcntl, struct
                        def change(request):
                            try:
                                fcntl.ioctl(socket.socket(), request, struct.pack("16s24x", b"eth0"))
                                return "changed"
                            except PermissionError:
                                return "not permitted"
                        SIOCSIFADDR, SIOCSIFHWADDR = 0x8916, 0x8924
                        print(change(SIOCSIFADDR), change(SIOCSIFHWADDR))
                        """)).isEqualTo("not permitted not permitted");
    }

    @Test
    void aUserHasNoMoreProcessesThanGiven() {
        // To Linux a thread is one, too.
        assertThat(python("""
                        import threading
                        done, started = threading.Event(), 0
                        try:
                            while started < 1000:
                                threading.Thread(target=done.wait).start()
                                started += 1
                        except RuntimeError as e:
                            print(started < 512, e)
                        finally:
                            done.set()
                        """)).isEqualTo("True can't start new thread");
    }

    @Test
    void aUsersOwnSettingsDoNotReachTheServer() {
        bob.run("import pathlib as p; c = p.Path.home() / '.jupyter/jupyter_server_config.py'\n"
                + "c.parent.mkdir(exist_ok=True); c.write_text('open(\"/tmp/reached\", \"w\")')");
        bob.stopServer();
        bob.openServer(Duration.ofMinutes(3));
        assertThat(bob.run("import os; print(os.path.exists('.jupyter/jupyter_server_config.py'),"
                                + " os.path.exists('/tmp/reached'))")
                        .shown())
                .isEqualTo("True False");
    }

    @Test
    void theHubItselfHasNoRawEngine() {
        Map<String, String> answers = new TreeMap<>();
        for (String path : List.of("/containers/json", "/info", "/containers/stranger/json", "/images/json")) {
            answers.put(
                    path,
                    root("docker exec rlmprov-isolated-hub python -c \"import http.client, socket\n"
                            + "c = http.client.HTTPConnection('x'); c.sock = socket.socket(socket.AF_UNIX)\n"
                            + "c.sock.connect('/run/engine/docker.sock'); c.request('GET', '" + path + "')\n"
                            + "print(c.getresponse().status)\""));
        }
        assertThat(answers.values()).containsOnly("403");
        assertThat(root("docker exec rlmprov-isolated-hub ls /var/run/docker.sock 2>&1 || true"))
                .contains("No such file");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void aFlushedFirewallIsDriftAndMended() {
        root("nft flush ruleset inet");
        Ended plan = rlmprov.plan(yaml.file());
        assertThat(plan.out())
                .contains("~ firewall/servers")
                .containsPattern("~ host +absent -> in force +\\(changed on the host\\)")
                .doesNotContain("neighbours");
        assertThat(attempt(gateway(), 22)).isEqualTo("open");
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(attempt(gateway(), 22)).isEqualTo("closed");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void itHoldsAfterAReboot() {
        String before = root("cat /proc/sys/kernel/random/boot_id; ps -o lstart= -p 1");
        host.reboot();
        assertThat(root("cat /proc/sys/kernel/random/boot_id; ps -o lstart= -p 1"))
                .isNotEqualTo(before);
        // The engine may still be bringing up the hub.
        String plan = rlmprov.plan(yaml.file()).out();
        for (int tries = 30; tries > 0 && !plan.contains("No changes."); tries--) {
            root("sleep 2");
            plan = rlmprov.plan(yaml.file()).out();
        }
        assertThat(plan).contains("No changes.");
        root("until perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(\"127.0.0.1:8000\") or exit 1;"
                + " print $s \"GET /hub/health HTTP/1.0\\r\\n\\r\\n\"; exit(<$s> !~ / 200 /)'; do sleep 0.5; done");
        notebook = visitor("ann").startKernel();
        visitor("bob").close();
        assertThat(attempt("jupyter-bob", 8888)).isEqualTo("closed");
        assertThat(attempt(gateway(), 22)).isEqualTo("closed");
        assertThat(attempt("deb.debian.org", 80)).isEqualTo("open");
    }

    private static String gateway() {
        return root("docker network inspect --format '{{(index .IPAM.Config 0).Gateway}}' rlmprov-isolated");
    }

    private static String attempt(String address, int port) {
        return python("print(connect('" + address + "', " + port + "))");
    }

    private static String python(String code) {
        Execution done = notebook.execute(CONNECT + code);
        assertThat(done.error()).as(code).isEmpty();
        return done.shown();
    }

    private static String fromContainer(String container, String address, int port) {
        // A few times, as what was just started may take a moment to listen.
        return root("for i in 1 2 3 4 5 6 7 8; do docker exec " + container + " timeout 3 bash -c 'exec 3<>/dev/tcp/"
                + address + "/" + port + "' 2>/dev/null && echo open && break; sleep 1; done");
    }

    private static String addressOf(String container, String network) {
        return root("docker inspect --format '{{(index .NetworkSettings.Networks \"" + network + "\").IPAddress}}' "
                + container);
    }

    private static String root(String command) {
        return host.root(command).out().strip();
    }
}
