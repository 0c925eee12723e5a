package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.host.KnownHosts.Decision;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** See sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
class KnownHostsTest {
    private static final String A = base64("key a");
    private static final String B = base64("key b");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hub.example ssh-ed25519 A                        | hub.example      | Trusted
                    HUB.example,10.0.0.1 ssh-ed25519 A comment       | hub.EXAMPLE      | Trusted
                    [hub.example]:2222 ssh-ed25519 A                 | [hub.example]:2222 | Trusted
                    hub.example ssh-ed25519 A                        | [hub.example]:2222 | Unknown
                    [hub.example]:2222 ssh-ed25519 A                 | hub.example      | Unknown
                    *.example ssh-ed25519 A                          | hub.example      | Trusted
                    hub.example ssh-ed25519 B                        | hub.example      | Changed
                    hub.example ssh-rsa B                            | hub.example      | Changed
                    other.example ssh-ed25519 B                      | hub.example      | Unknown
                    !hub.example,*.example ssh-ed25519 A             | hub.example      | Unknown
                    !bad.example,*.example ssh-ed25519 A             | hub.example      | Trusted
                    !bad.example ssh-ed25519 A                       | hub.example      | Unknown
                    # hub.example ssh-ed25519 A                      | hub.example      | Unknown
                    hub.example ssh-ed25519                          | hub.example      | Unknown
                    hub.example ssh-ed25519 not!base64               | hub.example      | Unknown
                    @revoked * ssh-ed25519 A                         | hub.example      | Revoked
                    @revoked * ssh-ed25519 B                         | hub.example      | Unknown
                    @cert-authority * ssh-ed25519 A                  | hub.example      | Unknown
                    """)
    void oneLineDecides(String line, String host, String decision) {
        assertThat(decide(line, host).getClass().getSimpleName()).isEqualTo(decision);
    }

    @Test
    void aRevokedKeyIsRefusedWhateverElseIsSaidOfIt() {
        String file = "hub ssh-ed25519 A\n@revoked hub ssh-ed25519 A\n";

        assertThat(decide(file, "hub"))
                .isInstanceOfSatisfying(
                        Decision.Revoked.class, r -> assertThat(r.by().where()).isEqualTo("known_hosts:2"));
    }

    @Test
    void oneOfSeveralKeysIsEnoughAndAChangedOneIsComparedWithItsType() {
        assertThat(decide("hub ssh-rsa B\nhub ssh-ed25519 A\n", "hub")).isInstanceOf(Decision.Trusted.class);
        assertThat(decide("hub ssh-rsa B\nhub ssh-ed25519 B\n", "hub"))
                .isInstanceOfSatisfying(
                        Decision.Changed.class,
                        c -> assertThat(c.known().where()).isEqualTo("known_hosts:2"));
    }

    @Test
    void aCertificateCountsByTheKeyThatSignedIt() {
        KnownHosts known = parse("@cert-authority *.example ssh-ed25519 B\n");

        assertThat(known.decide(
                        "hub.example", "ssh-ed25519", new KnownHosts.Key(A), Optional.of(new KnownHosts.Key(B))))
                .isInstanceOf(Decision.Trusted.class);
        assertThat(known.decide("hub.other", "ssh-ed25519", new KnownHosts.Key(A), Optional.of(new KnownHosts.Key(B))))
                .isInstanceOf(Decision.Unknown.class);
        assertThat(known.knowsAuthority("hub.example")).isTrue();
        assertThat(parse("@revoked * ssh-ed25519 B\n@cert-authority * ssh-ed25519 B\n")
                        .decide("hub", "ssh-ed25519", new KnownHosts.Key(A), Optional.of(new KnownHosts.Key(B))))
                .isInstanceOf(Decision.Revoked.class);
    }

    @Test
    void aHashedNameMatchesItselfOnly() {
        // By ssh-keygen -H, of "hub.example".
        String line = "|1|NZYtwt5ndqoxj4it7Pquin+kJbs=|Cslv3NrBYQqUK3/5NGJOYotfIF4= ssh-ed25519 A";

        assertThat(decide(line, "hub.example")).isInstanceOf(Decision.Trusted.class);
        assertThat(decide(line, "hub2.example")).isInstanceOf(Decision.Unknown.class);
        assertThat(decide("|1|broken ssh-ed25519 A", "hub.example")).isInstanceOf(Decision.Unknown.class);
    }

    @Test
    void theServerIsAskedForTheTypesThatAreKnown() {
        assertThat(parse("hub ssh-rsa A\nhub ssh-ed25519 B\n@revoked hub ecdsa-sha2-nistp256 B\n")
                        .keyTypes("hub"))
                .isEqualTo(List.of("ssh-rsa", "ssh-ed25519"));
    }

    private static Decision decide(String file, String host) {
        return parse(file).decide(host, "ssh-ed25519", new KnownHosts.Key(A), Optional.empty());
    }

    private static KnownHosts parse(String file) {
        String text = file.replaceAll("(?m) A( comment)?$", " " + A + "$1").replaceAll("(?m) B$", " " + B);
        return KnownHosts.parse(List.of(new KnownHosts.Source("known_hosts", text)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
