package io.rlmprov.kinds.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComposedSetupTest {
    private static final Map<String, String> VARIABLES =
            Map.of("HUB_NAME", "class", "HUB_DIR", "/opt/rlmprov/class", "HTTP_PORT", "8000");

    @Test
    void everyKeyOfOurServicesIsCompared() throws Exception {
        assertThat(services())
                .isNotEmpty()
                .allSatisfy(service ->
                        assertThat(service.setup().unknown()).as(service.name()).isEmpty());
    }

    @Test
    void theProxyIsAsComposeMakesIt() throws Exception {
        ComposedSetup proxy = setup("proxy");
        assertThat(proxy.values())
                .hasEntrySatisfying("user", it -> assertThat(it.text()).isEqualTo("nobody"))
                .hasEntrySatisfying("cap_drop", it -> assertThat(it.text()).isEqualTo("[\"ALL\"]"))
                .hasEntrySatisfying(
                        "networks",
                        it -> assertThat(it.text())
                                .isEqualTo(
                                        "[\"rlmprov-class as proxy\",\"rlmprov-class-control as proxy, proxy-api\"]"));
        assertThat(proxy.environmentFiles()).containsExactly("proxy.env");
    }

    @Test
    void theGatewayIsAsComposeMakesIt() throws Exception {
        assertThat(setup("gateway").values())
                .hasEntrySatisfying("MemorySwap", it -> assertThat(it.text()).isEqualTo("201326592"))
                .hasEntrySatisfying(
                        "extra_hosts",
                        it -> assertThat(it.text()).isEqualTo("[\"host.docker.internal:host-gateway\"]"));
    }

    @Test
    void aCommandIsAListOrALineWithVariables() {
        String compose = """
                services:
                  one: {command: [serve, "--name=${HUB_NAME}"], ports: ["127.0.0.1::80"]}
                  two: {command: "serve --name=${HUB_NAME} ${MORE-}", ports: ["${ADDRESS:-127.0.0.1}:1:80"]}
                """;
        assertThat(Stack.parse(compose).services())
                .hasSize(2)
                .allSatisfy(service -> assertThat(
                                service.setup().with(VARIABLES).values())
                        .hasEntrySatisfying(
                                "command", it -> assertThat(it.text()).isEqualTo("[\"serve\",\"--name=class\"]"))
                        .hasEntrySatisfying("ports", it -> assertThat(it.text()).isEqualTo("[\"127.0.0.1 80/tcp\"]")));
    }

    private static ComposedSetup setup(String name) throws Exception {
        return services().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .setup()
                .with(VARIABLES);
    }

    private static List<Stack.Defined> services() throws Exception {
        return Stack.parse(Files.readString(Path.of("images/compose.yaml"))).services();
    }
}
