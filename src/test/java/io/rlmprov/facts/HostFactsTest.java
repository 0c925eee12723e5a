package io.rlmprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.rlmprov.model.HmacKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code facts/} is a host: what the probe printed there, and what that says. With {@code -Dgolden=write}
 * the expectations are rewritten, to be read in the diff.
 */
class HostFactsTest {
    private static final Path HOSTS = Path.of("src/test/resources/facts");

    static Stream<String> hosts() throws IOException {
        try (Stream<Path> folders = Files.list(HOSTS)) {
            List<String> names = folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void saysWhatTheHostIsLike(String host) throws IOException {
        HostFacts facts = read(host);
        String told = json().writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n";
        Path expected = HOSTS.resolve(host).resolve("expected.json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(expected, told);
        }
        assertThat(told).isEqualTo(Files.readString(expected));
    }

    /** The cache of classes is trained with this recording: a plan that stops at a missing section trains hardly anything. */
    @Test
    void theRecordingOfAHubHasEverySectionThatAPlanReads() throws IOException {
        List<String> recorded = Files.readAllLines(HOSTS.resolve("hub/probe.txt"));
        try (Stream<Path> parts = Files.list(Path.of("ansible-free-scripts/probe"))) {
            for (Path part : parts.filter(file -> !file.endsWith("journal.sh") && !file.endsWith("spending.sh"))
                    .toList()) {
                Matcher sections =
                        Pattern.compile("(?m)^parts=\"\\$\\{parts:-} (.*)\"$").matcher(Files.readString(part));
                assertThat(sections.find()).as("%s names its sections", part).isTrue();
                for (String section : sections.group(1).split(" ")) {
                    assertThat(recorded).as("section of %s", part).contains("@@n0 " + section);
                }
            }
        }
    }

    @Test
    void aBareHostHasNothingOfOurs() throws IOException {
        HostFacts bare = read("bare");
        assertThat(bare.engine().state()).isEqualTo(EngineFacts.State.ABSENT);
        assertThat(bare.files()).isEmpty();
        assertThat(bare.settings()).isEmpty();
        assertThat(bare.key()).isEmpty();
        assertThat(bare.docker())
                .isEqualTo(new DockerObjects(
                        List.of(),
                        Optional.empty(),
                        new java.util.TreeMap<>(),
                        new java.util.TreeMap<>(),
                        new java.util.TreeMap<>(),
                        new java.util.TreeMap<>()));
        assertThat(bare.errors()).isEmpty();
    }

    @Test
    void aRunningHubHasItsServicesAndItsUsersServers() throws IOException {
        DockerObjects docker = read("hub").docker();
        assertThat(docker.services().keySet()).containsExactly("hub", "proxy");
        assertThat(docker.servers().get("jupyter-alice")).isNotNull().satisfies(server -> {
            assertThat(server.user()).contains("alice");
            // DockerSpawner sets a quota, not nano CPUs.
            assertThat(server.limits()).isEqualTo(new DockerObjects.Limits(536870912, 536870912, 1.0));
            assertThat(server.used())
                    .hasValueSatisfying(used -> assertThat(used).isBetween(1L << 20, 1L << 29));
        });
    }

    @Test
    void theHostsMacsAreThoseOfItsKey() throws IOException {
        HostFacts hub = read("hub-odd");
        HmacKey key = hub.key().orElseThrow();
        assertThat(hub.secrets().get("OPENAI_API_KEY")).contains(key.mac("sk-test"));
        assertThat(hub.secrets().get("RLMPROV_USER_PASSWORD")).contains(key.mac("Hi There"));
    }

    @Test
    void settingsAreTheFileByteForByte() throws IOException {
        assertThat(read("hub-odd").settings()).contains("{\"name\":\"rlm-class\",\"idle\":{\"timeout\":3600}}\n");
    }

    private static HostFacts read(String host) throws IOException {
        return HostFacts.parse(Files.readString(HOSTS.resolve(host).resolve("probe.txt")), "n0");
    }

    /** The sections themselves are the input. */
    @JsonIgnoreProperties("probe")
    private interface WithoutProbe {}

    private static ObjectMapper json() {
        SimpleModule values = new SimpleModule();
        values.addSerializer(HmacKey.class, ToStringSerializer.instance);
        values.addSerializer(Optional.class, new JsonSerializer<>() {
            @Override
            public void serialize(Optional value, JsonGenerator out, SerializerProvider all) throws IOException {
                out.writeObject(value.isPresent() ? value.get() : null);
            }
        });
        return new ObjectMapper().registerModule(values).addMixIn(HostFacts.class, WithoutProbe.class);
    }
}
