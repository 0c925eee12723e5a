package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A class whose key stays in the gateway. The provider is scripted, and runs on the hub's own host. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayIT {
    private static final String KEY = "sk-real-of-the-class-77";
    private static final String NEXT_KEY = "sk-real-of-the-class-88";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A function for the tests below. The provider reports 2000 tokens for each call: 0.02 USD at 10 USD a million. */
    private static final String SETUP = """
            import openai
            client = openai.OpenAI(max_retries=0)
            def ask(**more):
                try:
                    return client.chat.completions.create(
                        model="scripted", max_tokens=1100, messages=[{"role": "user", "content": "What?"}], **more)
                except openai.APIStatusError as e:
                    print(e.status_code, e.message)
            def say():
                if answer := ask():
                    print(answer.choices[0].message.content)
            kept = 41
            """;

    private static final String STREAM = """
            parts = []
            for chunk in ask(stream=True):
                if chunk.choices:
                    parts.append(chunk.choices[0].delta.content)
                if len(parts) == 1:
                    # The provider sends the rest when this call is answered.
                    say()
            print("".join(parts))
            """;

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static ScriptedProvider provider;
    private static HubVisitor ada;
    private static HubVisitor bob;
    private static Kernel adas;
    private static Kernel bobs;

    @BeforeAll
    static void aClassAtWork() throws IOException {
        host = LabHost.named("gateway")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host).with("CLASS_KEY", KEY);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "llm"));
        yaml.set("users", "count: 4", "admins: [teacher]");
        yaml.set(
                "keys",
                "OPENAI_API_KEY: ${env:CLASS_KEY}",
                "OPENAI_BASE_URL: " + ScriptedProvider.URL,
                "RLM_MODEL: scripted");
        assertThat(applied("1 USD", 10)).contains("Warning: ", "cannot be reached", "must listen on");
        provider = ScriptedProvider.start(host, "rlmprov-llm-hub", KEY, NEXT_KEY);
        ada = HubVisitor.login(host.url(), "ada", "");
        ada.openServer(PATIENCE);
        adas = ada.startKernel();
        bob = HubVisitor.login(host.url(), "bob", "");
        bob.openServer(PATIENCE);
        bobs = bob.startKernel();
        assertThat(adas.execute(SETUP).error()).isEmpty();
        assertThat(bobs.execute(SETUP).error()).isEmpty();
    }

    @AfterAll
    static void removeHost() {
        host.close();
        ada.close();
        bob.close();
    }

    /**
     * Applies a budget for each user and a price, in US dollars for a million tokens; then there is nothing to do.
     *
     * @return what the apply printed
     */
    private static String applied(String budget, int price) {
        yaml.set(
                "llm",
                "mode: gateway",
                "models: [scripted]",
                "prices: [{model: scripted, input: " + price + ", output: " + price + "}]",
                "budget: {user: " + budget + "}");
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(rlmprov.plan(yaml.file()).out()).contains("No changes.");
        return applied.out() + applied.err();
    }

    /** The gateway passes the firewall to a port of the host that users do not reach. */
    @Test
    @Order(10)
    void aStudentsProgramWorksWithoutTheClasssKey() {
        assertThat(shown(adas, "say()")).isEqualTo("forty-two, by key 1");
        assertThat(shown(adas, STREAM)).isEqualTo("forty-two, by key 1\nforty-two");
        assertThat(shown(adas, "import os; print(os.environ['OPENAI_API_KEY'][:7], os.environ['OPENAI_BASE_URL'])"))
                .isEqualTo("sk-rlm- http://llm:4000/openai");
    }

    @Test
    @Order(20)
    void theKeyIsInTheGatewaysFileAndNowhereElse() {
        assertThat(host.root(
                                "docker inspect $(docker ps -aq); cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null")
                        .out())
                .contains("sk-rlm-")
                .doesNotContain(KEY);
        assertThat(host.root("for image in $(docker images -q); do docker history --no-trunc $image; done")
                        .out())
                .isNotBlank()
                .doesNotContain(KEY);
        // Volumes and logs of containers, what they wrote besides, and the host's own files and logs.
        assertThat(host.root(
                                "grep -rlaF " + KEY + " /opt /var/lib/rlmprov /var/lib/docker/volumes"
                                        + " /var/lib/docker/containers /etc /home /root /tmp /run/log /run/user /var/log"
                                        + " $(docker inspect --format '{{.GraphDriver.Data.UpperDir}}' $(docker ps -aq)) 2>/dev/null")
                        .out()
                        .strip())
                .isEqualTo("/opt/rlmprov/llm/gateway.env");
        assertThat(host.root("stat -c '%a %u:%g' /opt/rlmprov/llm/gateway.env")
                        .out()
                        .strip())
                .isEqualTo("400 65521:65521");
        assertThat(host.root("docker exec rlmprov-llm-hub cat /srv/rlmprov/gateway.env")
                        .exit())
                .as("the hub may not read it")
                .isNotZero();
    }

    @Test
    @Order(30)
    void usersReachTheGatewayAndNothingElseThatIsNew() {
        String reach = """
                import socket
                def tried(host, port):
                    try:
                        socket.create_connection((host, port), 3).close()
                        return "reached"
                    except OSError:
                        return "refused"
                gateway = socket.gethostbyname("llm")
                router = gateway.rsplit(".", 1)[0] + ".1"
                print(tried(gateway, 4000), tried(gateway, 4001), tried(router, 9555), tried("gateway-api", 4001))
                """;
        assertThat(shown(bobs, reach)).isEqualTo("reached refused refused refused");
    }

    /** Ada has spent 0.06 USD above, and Bob nothing. */
    @Test
    @Order(40)
    void aBudgetStopsWhoHasSpentItAtOnceAndNobodyElse() {
        String before = containers();
        applied("0.07 USD", 10);
        assertThat(shown(adas, "say()")).startsWith("402 ").contains("budget of $0.07 has $0.01 left");
        assertThat(shown(bobs, "say()")).isEqualTo("forty-two, by key 1");
        assertThat(containers()).isEqualTo(before);
    }

    @Test
    @Order(50)
    void anotherKeyAndAnotherPriceReachKernelsThatRun() throws IOException {
        String before = containers();
        rlmprov = rlmprov.with("CLASS_KEY", "sk-mistyped");
        assertThat(applied("1 USD", 10))
                .contains("Warning: openai: ", "refuses the key (401)")
                .doesNotContain("mistyped");
        rlmprov = rlmprov.with("CLASS_KEY", NEXT_KEY);
        assertThat(applied("1 USD", 50)).doesNotContain("Warning: ");
        assertThat(shown(adas, "say()")).isEqualTo("forty-two, by key 2");
        assertThat(shown(adas, "print(kept + 1)")).isEqualTo("42");
        assertThat(spent()).isEqualTo(Map.of("ada", "0.16", "bob", "0.02"));
        assertThat(containers()).isEqualTo(before);
    }

    @Test
    @Order(60)
    void aProviderThatIsAwayIsNamed() throws IOException {
        provider.stop();
        assertThat(shown(bobs, "say()")).startsWith("502 ").contains("The provider openai cannot be reached now.");
        assertThat(spent()).containsEntry("bob", "0.02");
    }

    @Test
    @Order(65)
    void aTeacherSeesWhoSpentWhat() {
        String table = rlmprov.run("usage", yaml.file().toString()).succeeded();
        assertThat(table.lines().map(line -> line.strip().replaceAll("\\s+", " ")))
                .anyMatch(line -> line.startsWith("ada 4 0 1 4,000 4,000 $0.16 $1.00 16 % "))
                .anyMatch(line -> line.startsWith("bob 2 1 0 1,000 1,000 $0.02 $1.00 2 % "));
        assertThat(rlmprov.run("usage", "--csv", yaml.file().toString()).succeeded())
                .contains("ada,openai,scripted,4,0,4000,4000,0.16,");
        Ended status = rlmprov.run("status", "--debug", yaml.file().toString());
        assertThat(status.out()).contains("Models: $0.18 spent, ");
        assertThat(status.err()).contains("execs=1");
        try (HubVisitor teacher = HubVisitor.login(host.url(), "teacher", "")) {
            assertThat(teacher.page("/hub/usage")).contains("<th scope=\"row\">ada", "16 % of 1.00 USD");
        }
    }

    @Test
    @Order(70)
    void aKeyEndsWithItsServer() {
        String key = shown(adas, "import os; print(os.environ['RLMPROV_LLM_KEY'])");
        assertThat(status(key)).isEqualTo("200");
        ada.stopServer();
        assertThat(status(key)).isEqualTo("401");
    }

    @Test
    @Order(80)
    void spendingSurvivesADestroy() throws IOException {
        Ended destroyed = rlmprov.destroy(yaml.file(), "--yes");
        assertThat(destroyed.exit()).as(destroyed.out() + destroyed.err()).isZero();
        applied("1 USD", 50);
        assertThat(spent()).containsEntry("ada", "0.16");
    }

    private static String shown(Kernel kernel, String code) {
        return kernel.execute(code).shown();
    }

    /** Who runs since when. */
    private static String containers() {
        return host.root("docker inspect --format '{{.Name}} {{.State.StartedAt}}' rlmprov-llm-gateway rlmprov-llm-hub"
                        + " rlmprov-llm-proxy jupyter-ada jupyter-bob")
                .succeeded();
    }

    private static String status(String key) {
        return host.root("docker exec -i rlmprov-llm-gateway python - <<'END'\n"
                        + "import http.client\n"
                        + "c = http.client.HTTPConnection('llm', 4000)\n"
                        + "c.request('GET', '/me', headers={'Authorization': 'Bearer " + key + "'})\n"
                        + "print(c.getresponse().status)\nEND\n")
                .succeeded()
                .strip();
    }

    /** US dollars by user. */
    private static Map<String, String> spent() throws IOException {
        Map<String, String> spent = new TreeMap<>();
        new ObjectMapper()
                .readTree(rlmprov.run("usage", "--json", yaml.file().toString()).succeeded())
                .path("users")
                .forEach(user ->
                        spent.put(user.path("user").asText(), user.path("usd").asText()));
        return spent;
    }
}
