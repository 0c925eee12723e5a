package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void whoeverIsToldTheLinesCannotStopTheDraining() {
        Output output = output("begin\n1\n2\n3", line -> {
            told.add(line);
            throw new IllegalStateException("no " + line);
        });
        assertThat(told).containsExactly("1", "2", "3");
        assertThat(output.text()).isEqualTo("1\n2\n3");
        assertThat(output.count()).isEqualTo(11);
        assertThat(output.failure()).get().extracting(Throwable::getMessage).isEqualTo("no 1");
    }

    @Test
    void whatComesBeforeTheMarkerIsNoise() {
        Output output = output("welcome\nbegin\r\nbegin\nhello\r\n", told::add);
        assertThat(output.noise()).isEqualTo("welcome\nbegin\r\n");
        assertThat(output.text()).isEqualTo("hello\r\n");
        assertThat(told).containsExactly("hello");
        assertThat(output.failure()).isEmpty();
    }

    private static Output output(String bytes, java.util.function.Consumer<String> lines) {
        Output output = new Output(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)), "begin", lines);
        output.run();
        return output;
    }
}
