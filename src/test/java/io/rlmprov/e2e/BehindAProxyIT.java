package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configurations of docs/proxy, as they are, in front of a hub that only programs on its host reach. */
@Tag("full")
class BehindAProxyIT {
    private static final String CERTIFICATE =
            "mkdir -p /etc/ssl/hub && openssl req -x509 -newkey rsa:2048 -nodes -days 2"
                    + " -subj /CN=hub.example.org -keyout /etc/ssl/hub/privkey.pem -out /etc/ssl/hub/fullchain.pem";

    @TempDir
    static Path folder;

    private static LabHost host;
    private static String address;

    @BeforeAll
    static void bothProxies() {
        host = LabHost.named("front")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        address = host.root("ip -4 -o address show dev eth0 | sed 's/.* inet \\([0-9.]*\\).*/\\1/'")
                .out()
                .strip();
        host.root("apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends"
                        + " nginx-light caddy openssl && systemctl stop nginx caddy && rm -f /etc/nginx/sites-enabled/default && "
                        + CERTIFICATE)
                .succeeded();
    }

    @AfterAll
    static void removeHost() {
        host.close();
    }

    @Test
    void aHubWithANameOfItsOwn() throws IOException {
        apply("url: https://hub.example.org/");
        visit("nginx", "nginx.conf", "hub.example.org", "");
        visit("caddy", "Caddyfile", "hub.example.org", "");
    }

    @Test
    void aHubBelowAPathOfAnotherSite() throws IOException {
        apply("url: https://www.example.org/rlm/", "base-url: /rlm/", "trusted-proxies: [127.0.0.1]");
        visit("nginx", "nginx-path.conf", "www.example.org", "/rlm");
        visit("caddy", "Caddyfile-path", "www.example.org", "/rlm");
        String logged = host.root("docker logs rlmprov-front-hub 2>&1 | grep 'POST /rlm/hub/login'")
                .succeeded();
        String client = host.root("ip route | sed -n 's/^default via \\([0-9.]*\\) .*/\\1/p'")
                .succeeded()
                .strip();
        assertThat(logged.lines())
                .as("the address of the browser, and not what it says of itself")
                .hasSize(2)
                .allMatch(line -> line.contains("@" + client + ")"));
    }

    private static void apply(String... http) throws IOException {
        HubYaml yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "front"));
        yaml.set("http", "address: 127.0.0.1", String.join("\n", http));
        Ended applied = Rlmprov.on(host).apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        String url = http[0].replace("url: ", "");
        assertThat(applied.out()).contains("The hub front answers at " + url);
    }

    private static void visit(String proxy, String configuration, String name, String path) throws IOException {
        write(configuration, proxy.equals("nginx") ? "/etc/nginx/conf.d/hub.conf" : "/etc/caddy/Caddyfile", name);
        host.root("systemctl start " + proxy + " && sleep 3").succeeded();
        Ended direct = Command.of("curl", "-s", "-m", "5", "http://" + address + ":8000/hub/health")
                .run();
        // A server keeps the path of the hub with which it was started, so each hub has users of its own.
        String user = proxy + path.replace('/', '-');
        Ended visited = Command.of("src/test/resources/e2e/visit.sh", address, user, folder.toString(), name, path)
                .run();
        host.root("systemctl stop " + proxy).succeeded();
        assertThat(direct.exit()).isNotZero();
        assertThat(visited.out())
                .as(visited.err())
                .isEqualTo(
                        "http https://" + name + path + "/hub/login\nlogin 302\nlab 200\nwebsocket 101\nupload 201\n");
    }

    /** Caddy's with a certificate of its own: no authority knows a name of the lab. */
    private static void write(String configuration, String path, String name) throws IOException {
        String text = Files.readString(Command.repository().resolve("docs/proxy/" + configuration));
        assertThat(text).contains(name);
        host.root("cat >" + path + " <<'END'\n" + text.replace(name + " {", name + " {\n\ttls internal") + "END")
                .succeeded();
    }
}
