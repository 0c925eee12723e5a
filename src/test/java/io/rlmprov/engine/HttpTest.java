package io.rlmprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
    @Test
    void aBodyOfKnownLengthEndsThere() throws IOException {
        assertThat(body("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and more"))
                .isEqualTo("hello");
    }

    @Test
    void chunksAreJoinedAndTheirExtensionsAndTrailersSkipped() throws IOException {
        assertThat(
                        body(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\nrest"))
                .isEqualTo("hello world");
    }

    @Test
    void withoutALengthABodyGoesToTheEnd() throws IOException {
        assertThat(body("HTTP/1.0 200 OK\r\n\r\nall of it")).isEqualTo("all of it");
        assertThat(body("HTTP/1.1 200 OK\nServer: bare line feeds\n\nall of it"))
                .isEqualTo("all of it");
    }

    @Test
    void someAnswersHaveNoBody() throws IOException {
        assertThat(body("HTTP/1.1 204 No Content\r\n\r\n")).isEmpty();
        assertThat(body("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"))
                .isEmpty();
    }

    @Test
    void headersAreFoundInAnyCase() throws IOException {
        HttpHead head = HttpHead.read(stream("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nX:\r\nX: two\r\n\r\n"));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("api-version")).hasValue("1.41");
        assertThat(head.headers().get("x")).containsExactly("", "two");
        assertThat(head.header("absent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Enc",
                ""
            })
    void anAnswerThatIsCutOffIsAnErrorAndNotAShortAnswer(String response) {
        assertThatThrownBy(() -> body(response)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 twohundred\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
            })
    void whatIsNotHttpIsAnError(String response) {
        assertThatThrownBy(() -> body(response)).isInstanceOf(IOException.class).isNotInstanceOf(EOFException.class);
    }

    private static String body(String response) throws IOException {
        InputStream stream = stream(response);
        return new String(HttpBody.of(HttpHead.read(stream), stream).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
