package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What setup.sh and teardown.sh refuse before they touch anything, on a real Debian that has nothing but them. */
class ByHandRefusalsIT {
    private static ScriptBox box;

    @BeforeAll
    static void makeBox() {
        box = ScriptBox.up();
        box.out("cp -r /s /clone");
    }

    @AfterAll
    static void removeBox() {
        box.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", ".x", "ann,-b", "ann bob", "Ann,a2345678901234567890123456789012"})
    void adminsWhomTheHubWouldRefuseAreToldWithTheirLine(String admins) {
        Ended refused = setup("KEY=x\nADMINS=" + admins);
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.err())
                .startsWith("/clone/.env: line 2: ADMINS is \"" + admins + "\"; write names of up to 31");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "Ann,b_2,c.d-e", "ann,,bob", "a234567890123456789012345678901"})
    void otherAdminsAreTaken(String admins) {
        assertThat(setup("ADMINS=" + admins + "\nUSERS=none").err()).startsWith("/clone/.env: USERS is \"none\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_PRELOAD", "JUPYTERHUB_API_TOKEN", "MEM_GUARANTEE", "CPU_GUARANTEE"})
    void whatJupyterHubAndTheImageSetIsNotTaken(String name) {
        Ended refused = setup("KEY=x\n" + name + "=y");
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.err()).startsWith("/clone/.env: line 2: " + name + " is set by JupyterHub and the image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"})
    void whatServersTrustIsNotReplaced(String name) {
        Ended refused = setup(name + "=/x.crt");
        assertThat(refused.exit()).isEqualTo(64);
        assertThat(refused.err())
                .startsWith("/clone/.env: line 1: " + name + " would replace what users' servers trust");
    }

    @Test
    void aNameThatRlmprovCouldNotTakeOverIsRefused() {
        assertThat(setup("HUB_NAME=a2345678901234567890123456789012").err()).contains("up to 31 characters");
    }

    @Test
    void aHubWithPasswordsIsNotOpened() {
        box.out("mkdir -p /opt/rlmprov/physics && cd /opt/rlmprov/physics &&"
                + " echo '{\"auth\":{\"type\":\"shared-password\"}}' >settings.json");
        Ended refused = setup("HUB_NAME=physics");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("The hub physics is here already, with auth: shared-password,")
                .contains("remove /opt/rlmprov/physics/settings.json and /opt/rlmprov/physics/secrets.env first.");

        box.out("cd /opt/rlmprov/physics && echo '{\"auth\" : {\"type\" : \"open\"}}' >settings.json &&"
                + " echo RLMPROV_ADMIN_PASSWORD=secret >secrets.env");
        Ended alsoRefused = setup("HUB_NAME=physics");
        assertThat(alsoRefused.exit()).isEqualTo(1);
        assertThat(alsoRefused.err()).contains("with passwords of its own").doesNotContain("secret ");
        assertThat(box.out("cd /opt/rlmprov/physics && cat secrets.env; ls /var/lib/rlmprov 2>&1 || true"))
                .isEqualTo(
                        "RLMPROV_ADMIN_PASSWORD=secret\nls: cannot access '/var/lib/rlmprov': No such file or directory\n");
    }

    @Test
    void aHubWithHttpsIsNotMadeOneWithout() {
        box.out("mkdir -p /opt/rlmprov/optics && cd /opt/rlmprov/optics &&"
                + " echo '{\"auth\":{\"type\":\"open\"}}' >settings.json && echo COMPOSE_PROFILES=gateway,tls >.env");
        Ended refused = setup("HUB_NAME=optics");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).startsWith("The hub optics is here already, with https,");
        assertThat(box.out("cat /opt/rlmprov/optics/.env")).isEqualTo("COMPOSE_PROFILES=gateway,tls\n");
    }

    @Test
    void aHubWhoseGatewayKeepsTheKeysDoesNotGiveThemToUsers() {
        box.out("mkdir -p /opt/rlmprov/botany && cd /opt/rlmprov/botany &&"
                + " echo '{\"auth\":{\"type\":\"open\"}}' >settings.json && echo COMPOSE_PROFILES=gateway >.env");
        Ended refused = setup("HUB_NAME=botany");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("The hub botany is here already, with a gateway that keeps the API keys,")
                .contains("llm.mode: direct");
        assertThat(box.out("cat /opt/rlmprov/botany/.env")).isEqualTo("COMPOSE_PROFILES=gateway\n");
    }

    @Test
    void teardownTakesTheHubOfTheArgumentElseThatOfEnvElseTheUsualOne() {
        box.out("echo \"HUB_NAME='chemistry' # ours\" >/clone/.env");
        assertThat(teardown("").err()).isEqualTo("There is no hub chemistry on this machine.\n");
        assertThat(teardown("biology --yes").err()).isEqualTo("There is no hub biology on this machine.\n");
        box.out("echo 'HUB_NAME=\"chemistry' >/clone/.env");
        assertThat(teardown("").err()).isEqualTo("/clone/.env: line 1: \" is never closed\n");
        box.out("rm /clone/.env");
        assertThat(teardown("--purge").err()).isEqualTo("There is no hub rlm-class on this machine.\n");
    }

    private static Ended setup(String env) {
        box.out("cat >/clone/.env <<'END'\n" + env + "\nEND");
        return box.sh("/clone/setup.sh");
    }

    private static Ended teardown(String arguments) {
        return box.sh("/clone/teardown.sh " + arguments);
    }
}
