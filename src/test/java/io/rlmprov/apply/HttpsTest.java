package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A section https more, less, or another one: what the plan says, in which order it is done, and what is left. */
class HttpsTest {
    private static final String DOMAIN = "https: {domain: hub.example.org}\nauth: {type: accounts, sign-up: open}\n";
    private static final String OWN =
            "https: {domain: hub.example.org, certificate: hub.pem, key: hub.key}\nauth: {type: accounts, sign-up: open}\n";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @Test
    void aNewHubHasItAtOnce() {
        operator.add(DOMAIN).apply();

        assertThat(told(operator.plan())).isEmpty();
        assertThat(environment())
                .contains(
                        "COMPOSE_PROFILES=tls", "TLS_DOMAIN=hub.example.org", "TLS_KIND=acme", "HTTP_PORT=127.0.0.1:");
        assertThat(machine.docker
                        .container("rlmprov-rlm-class-tls")
                        .orElseThrow()
                        .image())
                .startsWith("rlm-tls:");
        assertThat(machine.docker
                        .container("rlmprov-rlm-class-proxy")
                        .orElseThrow()
                        .port())
                .isEmpty();
        assertThat(machine.files.read(machine.file("settings.json")).orElseThrow())
                .contains("\"publicUrl\" : \"https://hub.example.org/\"");
    }

    @Test
    void aHubHasTheGatewayBesideIt() {
        operator.add(DOMAIN + "llm: {mode: gateway, budget: {user: 2 USD}}\n").apply();

        assertThat(told(operator.plan())).isEmpty();
        assertThat(environment()).contains("COMPOSE_PROFILES=gateway,tls");
        for (String service : List.of("gateway", "tls")) {
            assertThat(machine.docker.container("rlmprov-rlm-class-" + service)).isPresent();
        }
        operator.edit(DOMAIN, "").apply();
        assertThat(environment()).contains("COMPOSE_PROFILES=gateway");
        assertThat(machine.docker.container("rlmprov-rlm-class-gateway")).isPresent();
        assertThat(machine.docker.container("rlmprov-rlm-class-tls")).isEmpty();
    }

    @Test
    void aPlainHubGetsItsCertificateBeforeItsPlainPortGoes() {
        operator.apply();
        operator.add(DOMAIN);

        assertThat(told(operator.plan()))
                .contains(
                        "CREATE directory/images/tls",
                        "CREATE image/rlm-tls",
                        "CREATE file/tls/Caddyfile",
                        "CREATE service/tls",
                        "REPLACE service/proxy",
                        "REPLACE service/hub")
                .doesNotContain("REPLACE service/docker-proxy");
        int before = host.ran().size();
        operator.apply();
        assertThat(host.ran().subList(before, host.ran().size()))
                .containsSubsequence(
                        "write-files.sh",
                        "start-stack.sh",
                        "await-certificate.sh",
                        "start-stack.sh",
                        "check-server.sh");
        assertThat(told(operator.plan())).isEmpty();
    }

    @Test
    void withoutACertificateTheOldAddressAnswersAndTheMarkStays() {
        operator.apply();
        machine.certificates = false;
        operator.add(DOMAIN);

        assertThatThrownBy(operator::apply)
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("There is no certificate for hub.example.org");
        assertThat(machine.docker
                        .container("rlmprov-rlm-class-proxy")
                        .orElseThrow()
                        .port())
                .contains(8000);
        assertThat(machine.files.exists(machine.state("unproven"))).isTrue();
        assertThat(told(operator.plan())).contains("REPLACE service/proxy");

        machine.certificates = true;
        int before = host.ran().size();
        operator.apply();
        // A new Caddy asks at once; the old one would after minutes.
        assertThat(host.ran().subList(before, host.ran().size()))
                .containsSubsequence("remove rlmprov-rlm-class-tls", "start-stack.sh", "await-certificate.sh");
        assertThat(machine.docker
                        .container("rlmprov-rlm-class-proxy")
                        .orElseThrow()
                        .port())
                .isEmpty();
        assertThat(told(operator.plan())).isEmpty();
    }

    @Test
    void backToPlainHttpNothingOfItIsLeftButItsVolume() {
        operator.add(DOMAIN).apply();
        operator.edit(DOMAIN, "").apply();

        assertThat(told(operator.plan())).isEmpty();
        assertThat(machine.docker.container("rlmprov-rlm-class-tls")).isEmpty();
        assertThat(machine.docker
                        .container("rlmprov-rlm-class-proxy")
                        .orElseThrow()
                        .port())
                .contains(8000);
        assertThat(machine.docker.images().keySet()).noneMatch(image -> image.startsWith("rlm-tls:"));
        assertThat(machine.files.below(machine.names.directory()).keySet()).noneMatch(path -> path.contains("tls"));
        assertThat(machine.docker.volumes()).containsKey("rlmprov-rlm-class-tls");
    }

    @Test
    void anotherNameRestartsTlsAndTheHubThatLinksToIt() {
        operator.add(DOMAIN).apply();
        operator.edit("hub.example.org", "class.example.org");

        assertThat(told(operator.plan()))
                .containsExactly(
                        "UPDATE file/.env", "UPDATE file/settings.json", "REPLACE service/hub", "REPLACE service/tls");
    }

    @Test
    void anotherCertificateRestartsTlsAlone() {
        operator.add(OWN).apply();
        assertThat(told(operator.plan())).isEmpty();
        assertThat(machine.files.stat(machine.file("tls/key.pem")).mode()).isEqualTo("0600");

        operator.edit("hub.pem", "star.pem");
        assertThat(told(operator.plan()))
                .containsExactly("UPDATE file/.env", "UPDATE file/tls/certificate.pem", "REPLACE service/tls");
        assertThat(operator.plan().changes())
                .flatExtracting(Change::fields)
                .filteredOn(field -> field.path().equals("certificate"))
                .singleElement()
                .satisfies(field -> assertThat(field.before().orElseThrow().text() + " -> "
                                + field.after().orElseThrow().text())
                        .isEqualTo("yours, sha256:6281aff1ad42 -> yours, sha256:de2b729b154f"));
        operator.apply();
        assertThat(told(operator.plan())).isEmpty();
    }

    @Test
    void anotherKeyOnTheHostIsDriftAndNoWordOfItIsTold() {
        operator.add(OWN).apply();
        String key = machine.files.read(machine.file("tls/key.pem")).orElseThrow();
        machine.files.write(machine.file("tls/key.pem"), "another\n", "0600");

        assertThat(told(operator.plan())).contains("UPDATE file/tls/key.pem", "UPDATE service/tls");
        operator.apply();
        assertThat(machine.files.read(machine.file("tls/key.pem"))).contains(key);
        assertThat(host.witness())
                .doesNotContain(key.lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void destroyKeepsTheCertificatesAndPurgeDoesNot() {
        operator.add(DOMAIN).apply();
        assertThat(told(operator.planDestroy(false))).contains("KEEP volume/rlmprov-rlm-class-tls");
        operator.destroy(false);
        assertThat(machine.docker.volumes()).containsKey("rlmprov-rlm-class-tls");
        operator.destroy(true);
        assertThat(machine.docker.volumes()).doesNotContainKey("rlmprov-rlm-class-tls");
    }

    @Test
    void aCertificateThatDidNotRenewIsDrift() {
        operator.add(DOMAIN).apply();
        machine.expired = true;
        assertThat(operator.plan().changes()).singleElement().satisfies(change -> {
            assertThat(change.address().local()).isEqualTo("service/tls");
            assertThat(change.fields())
                    .extracting(field -> field.path() + " " + field.origin())
                    .containsExactly("certificate DRIFT");
        });
        int before = host.ran().size();
        operator.apply();
        assertThat(host.ran().subList(before, host.ran().size()))
                .containsSubsequence("remove rlmprov-rlm-class-tls", "start-stack.sh", "await-certificate.sh");
        assertThat(told(operator.plan())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    foreign.pem   | yes | from Somebody CA
                    elsewhere.pem | yes | for www.example.net
                    issued.pem    | no  | without its key
                    """)
    void aCertificateThatSomebodyPutThereIsDriftAndIsSetAside(String file, String paired, String told) {
        operator.add(DOMAIN).apply();
        machine.kept = file;
        machine.paired = paired.equals("yes");

        assertThat(operator.plan().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.fields()).singleElement().satisfies(field -> {
                    assertThat(field.path() + " " + field.origin()).isEqualTo("certificate DRIFT");
                    assertThat(field.before().orElseThrow().text()).isEqualTo(told);
                    assertThat(field.after().orElseThrow().text()).isEqualTo("Let's Encrypt, renews automatically");
                }));
        assertThat(new PlanText(Style.PLAIN).render(PlanJson.of(operator.plan())))
                .contains("~ certificate  " + told + " -> Let's Encrypt, renews automatically  (changed on the host)");
        int before = host.ran().size();
        operator.apply();
        assertThat(host.ran().subList(before, host.ran().size()))
                .containsSubsequence(
                        "remove rlmprov-rlm-class-tls",
                        "set-aside-certificates.sh",
                        "start-stack.sh",
                        "await-certificate.sh");
        assertThat(told(operator.plan())).isEmpty();
    }

    @Test
    void aCertificateOfAnotherDirectoryIsNotTakenForOne() {
        machine.folder = "acme-staging.example.org-9000-dir";
        operator.add(DOMAIN.replace(
                        "}\nauth", ", acme: {directory: 'https://acme-staging.example.org:9000/dir/'}}\nauth"))
                .apply();
        assertThat(told(operator.plan())).isEmpty();
        machine.folder = "acme-v02.api.letsencrypt.org-directory";
        assertThat(operator.plan().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .extracting(field -> field.path() + " "
                                + field.before().orElseThrow().text())
                        .containsExactly("certificate missing"));
    }

    @Test
    void aRenewalIsNoDriftThoughAnotherCertificateOfTheAuthoritySignedIt() {
        operator.add(DOMAIN).apply();
        machine.kept = "renewed.pem";
        assertThat(told(operator.plan())).isEmpty();
    }

    @Test
    void thePlanSaysWhereANameLeads() {
        operator.add(DOMAIN);
        assertThat(notes())
                .anyMatch(note ->
                        note.contains("hub.example.org does not resolve on the host; set its A record to 192.0.2.7"));
        machine.leads = "name hub1 127.0.0.1";
        assertThat(notes()).anyMatch(note -> note.contains("set its A record to 192.0.2.7"));
        machine.leads = "name hub.example.org 198.51.100.1";
        assertThat(notes()).anyMatch(note -> note.contains("resolves to 198.51.100.1, and the host has 192.0.2.7"));
        machine.leads = "name hub.example.org 198.51.100.1\nname hub1 198.51.100.1";
        assertThat(notes()).noneMatch(note -> note.contains("hub.example.org"));
        machine.leads = "name hub.example.org 192.0.2.7\nname hub.example.org 2001:db8::1";
        assertThat(notes()).anyMatch(note -> note.contains("correct its AAAA record"));
    }

    @Test
    void thePlanSaysWhoseACertificateIsAndWhenItEnds() {
        operator.add(DOMAIN).apply();
        assertThat(notes())
                .contains("the certificate of hub.example.org is from Let's Encrypt, valid until 2027-02-24T10:00:00Z,"
                        + " and renews automatically");
    }

    private List<String> notes() {
        return operator.plan().hosts().getFirst().notes();
    }

    @Test
    void aPortThatSomebodyElseHoldsIsToldInThePlan() {
        machine.listening.put(443, "nginx");
        operator.add(DOMAIN);
        assertThatThrownBy(operator::plan).hasMessageContaining("Port 443 is in use (by nginx), and https needs it");
    }

    @Test
    void aHubOnPort80MovesFirst() {
        operator.add("http: {port: 80}\n").apply();
        operator.edit("http: {port: 80}\n", DOMAIN);
        assertThatThrownBy(operator::plan).hasMessageContaining("Apply once with another http.port and without https.");
    }

    private List<String> environment() {
        return machine.files.read(machine.file(".env")).orElseThrow().lines().toList();
    }

    private static List<String> told(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.verb() + " " + change.address().local())
                .toList();
    }
}
