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
    static void aHubThatOnlyItsHostReaches() {
        host = LabHost.named("front")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        String yaml = host.hubYaml("--name", "front")
                .replaceFirst("\n  url: .*", "\n  address: 127.0.0.1\n  url: https://hub.example.org/");
        Ended applied = Rlmprov.on(host).apply(new HubYaml(folder.resolve("hub.yaml"), yaml).file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.out()).contains("The hub front answers at https://hub.example.org/");
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
    void nginx() throws IOException {
        write("nginx.conf", "/etc/nginx/conf.d/hub.conf", "", "");
        visit("nginx");
    }

    /** With a certificate of its own: no authority knows a name of the lab. */
    @Test
    void caddy() throws IOException {
        write("Caddyfile", "/etc/caddy/Caddyfile", "hub.example.org {", "hub.example.org {\n\ttls internal");
        visit("caddy");
    }

    private static void write(String name, String path, String from, String to) throws IOException {
        String text = Files.readString(Command.repository().resolve("docs/proxy/" + name));
        assertThat(text).contains(from);
        String written = from.isEmpty() ? text : text.replace(from, to);
        host.root("cat >" + path + " <<'END'\n" + written + "END").succeeded();
    }

    private static void visit(String proxy) {
        host.root("systemctl start " + proxy + " && sleep 3").succeeded();
        Ended direct = Command.of("curl", "-s", "-m", "5", "http://" + address + ":8000/hub/health")
                .run();
        Ended visited = Command.of("src/test/resources/e2e/visit.sh", address, proxy, folder.toString())
                .run();
        host.root("systemctl stop " + proxy).succeeded();
        assertThat(direct.exit()).isNotZero();
        assertThat(visited.out())
                .as(visited.err())
                .isEqualTo("http https://hub.example.org/hub/login\nlogin 302\nlab 200\nwebsocket 101\nupload 201\n");
    }
}
