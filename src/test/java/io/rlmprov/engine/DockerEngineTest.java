package io.rlmprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rlmprov.apply.Engine.Container;
import io.rlmprov.apply.Engine.Resize;
import io.rlmprov.host.Dialer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only other engines than the one of the test machine say: cgroup v2, newer versions, refusals. */
class DockerEngineTest {
    private final ScriptedEngine scripted = new ScriptedEngine();
    private final DockerEngine engine = new DockerEngine(scripted);

    @ParameterizedTest
    @CsvSource({"1.41,v1.41", "1.44,v1.44", "1.52,v1.44"})
    void theNewestVersionThatBothKnowIsSpoken(String server, String spoken) {
        scripted.version = server;

        engine.image("x");

        assertThat(scripted.asked).containsExactly("GET /_ping", "GET /" + spoken + "/images/x/json");
    }

    @Test
    void aServerWhoseMemoryIsInUseIsNotShrunk() {
        scripted.answer("GET /v1.41/containers/j/json", container(268_435_456));
        scripted.answer(
                "GET /v1.41/containers/j/stats?stream=0",
                "{\"memory_stats\":{\"usage\":130000000,\"stats\":{\"inactive_file\":5000000}}}");

        assertThat(engine.resize("j", 128_000_000, 1)).isEqualTo(new Resize.InUse(125_000_000));
        assertThat(scripted.asked).noneMatch(request -> request.startsWith("POST"));
    }

    @Test
    void pageCacheThatIsNotInUseDoesNotCount() {
        scripted.answer("GET /v1.41/containers/j/json", container(268_435_456));
        scripted.answer(
                "GET /v1.41/containers/j/stats?stream=0",
                "{\"memory_stats\":{\"usage\":130000000,\"stats\":{\"inactive_file\":90000000}}}");
        scripted.answer("POST /v1.41/containers/j/update", "{\"Warnings\":[\"no swap accounting\"]}");

        assertThat(engine.resize("j", 128_000_000, 1)).isEqualTo(new Resize.Done(List.of("no swap accounting")));
    }

    @Test
    void aServerThatGrowsIsNotMeasured() {
        scripted.answer("GET /v1.41/containers/j/json", container(100_000_000));
        scripted.answer("POST /v1.41/containers/j/update", "{\"Warnings\":null}");

        assertThat(engine.resize("j", 128_000_000, 0.5)).isEqualTo(new Resize.Done(List.of()));
        assertThat(scripted.bodies.getLast())
                .contains("\"CpuPeriod\":100000,\"CpuQuota\":50000,", "\"Memory\":128000000,\"MemorySwap\":128000000,");
    }

    @Test
    void coresAreRoundedToAQuotaAndNotCutOff() {
        scripted.answer("GET /v1.41/containers/j/json", container(100_000_000));
        scripted.answer("POST /v1.41/containers/j/update", "{}");

        engine.resize("j", 128_000_000, 2.3);

        assertThat(scripted.bodies.getLast()).contains("\"CpuQuota\":230000,");
    }

    @Test
    void aQuotaThatDockerSpawnerHasCutOffIsReadAsWhatItWasMadeFrom() {
        scripted.answer(
                "GET /v1.41/containers/j/json",
                container(100_000_000).replace("\"CpuQuota\":100000", "\"CpuQuota\":28999"));

        assertThat(engine.inspect("j"))
                .hasValueSatisfying(it -> assertThat(it.cpus()).isEqualTo(0.29));
    }

    @Test
    void aServerThatEndsWhileItIsResizedIsGone() {
        assertThat(engine.resize("j", 128_000_000, 1)).isEqualTo(new Resize.Gone());

        scripted.answer("GET /v1.41/containers/j/json", container(268_435_456).replace("running", "removing"));
        scripted.refuse("POST /v1.41/containers/j/update", "409 Conflict", "{\"message\":\"marked for removal\"}");
        assertThat(engine.resize("j", 128_000_000, 1)).isEqualTo(new Resize.Gone());
    }

    @Test
    void aServerThatEndsBeforeItsMemoryIsReadIsGone() {
        scripted.answer(
                "GET /v1.41/containers/j/json",
                container(268_435_456),
                container(268_435_456).replace("running", "exited"));

        assertThat(engine.resize("j", 128_000_000, 1)).isEqualTo(new Resize.Gone());
    }

    @Test
    void aRefusalIsQuotedWithoutItsWrapping() {
        scripted.refuse("GET /v1.41/images/x/json", "500 Internal Server Error", "{\"message\":\"disk is full\"}");

        assertThatThrownBy(() -> engine.image("x"))
                .isInstanceOf(EngineException.class)
                .hasMessage("hub1: cannot look at image x: disk is full");
    }

    @Test
    void aContainerThatIsBeingRemovedHasNoNameAnyMore() {
        scripted.answer("GET /v1.41/containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D", """
                [{"Id":"1","Names":null,"Image":"i","State":"removing","Labels":{}},
                 {"Id":"2","Names":["/j"],"Image":"i","State":"running","Labels":{}}]""");

        assertThat(engine.containers("a", "b"))
                .extracting(Container::id, Container::name)
                .containsExactly(tuple("1", ""), tuple("2", "j"));
    }

    @Test
    void anAnswerThatMakesNoSenseIsTheEnginesFault() {
        scripted.answer("GET /v1.41/containers/j/json", "{\"Id\":\"1\",\"Name\":\"/j\"}");

        assertThatThrownBy(() -> engine.inspect("j"))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("hub1: cannot look at container j: ");
    }

    @Test
    void anOutputThatCannotBeReadDoesNotHideThatTheContainerEnded() {
        scripted.answer("GET /v1.41/containers/j/json", container(1).replace("running", "exited"));

        assertThatThrownBy(() -> engine.awaitHealthy("j", Duration.ofSeconds(9), _ -> {}))
                .isInstanceOf(EngineException.class)
                .hasMessage("hub1: j ended with exit status 0; its last output:\n"
                        + "  (hub1: cannot read the output of j: no such thing)");
    }

    private static String container(long memory) {
        return """
                {"Id":"1","Name":"/j","Config":{"Image":"i","Labels":{}},"State":{"Status":"running"},
                 "HostConfig":{"Memory":%d,"MemorySwap":%d,"CpuPeriod":100000,"CpuQuota":100000}}""".formatted(memory, memory);
    }

    /** Answers by method and path; 404 to what it was not told. */
    private static final class ScriptedEngine implements Dialer {
        final List<String> asked = new ArrayList<>();
        final List<String> bodies = new ArrayList<>();
        private final Map<String, Deque<String>> answers = new HashMap<>();
        String version = "1.41";

        /** One after another; the last for good. */
        void answer(String request, String... jsons) {
            answers.put(
                    request,
                    Arrays.stream(jsons)
                            .map(json -> "200 OK\r\nContent-Type: application/json\r\n\r\n" + json)
                            .collect(Collectors.toCollection(ArrayDeque::new)));
        }

        void refuse(String request, String status, String json) {
            answers.put(
                    request, new ArrayDeque<>(List.of(status + "\r\nContent-Type: application/json\r\n\r\n" + json)));
        }

        @Override
        public String name() {
            return "hub1";
        }

        @Override
        public Conversation socket(String path) {
            return new Exchange();
        }

        @Override
        public Conversation command(String command) {
            throw new AssertionError("the socket is open");
        }

        private String respond(String message) {
            String[] words = message.split(" ", 3);
            String request = words[0] + " " + words[1];
            asked.add(request);
            bodies.add(message.substring(message.indexOf("\r\n\r\n") + 4));
            if (request.equals("GET /_ping")) {
                return "HTTP/1.1 200 OK\r\nApi-Version: " + version + "\r\nContent-Length: 2\r\n\r\nOK";
            }
            Deque<String> known = answers.get(request);
            if (known == null) {
                return "HTTP/1.1 404 Not Found\r\n\r\n{\"message\":\"no such thing\"}";
            }
            return "HTTP/1.1 " + (known.size() > 1 ? known.removeFirst() : known.getFirst());
        }

        private final class Exchange implements Conversation {
            private final ByteArrayOutputStream request = new ByteArrayOutputStream();
            private final InputStream answer = new InputStream() {
                private InputStream bytes = InputStream.nullInputStream();
                private boolean begun;

                @Override
                public int read() throws java.io.IOException {
                    if (!begun) {
                        begun = true;
                        bytes = new ByteArrayInputStream(respond(request.toString(StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8));
                    }
                    return bytes.read();
                }

                @Override
                public int read(byte[] buffer, int start, int length) throws java.io.IOException {
                    int first = read();
                    if (first < 0) {
                        return -1;
                    }
                    buffer[start] = (byte) first;
                    return 1 + Math.max(0, bytes.read(buffer, start + 1, length - 1));
                }
            };

            @Override
            public InputStream input() {
                return answer;
            }

            @Override
            public OutputStream output() {
                return request;
            }

            @Override
            public String errors() {
                return "";
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        }
    }
}
