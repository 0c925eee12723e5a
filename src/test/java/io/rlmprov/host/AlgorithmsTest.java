package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers are offered, as it goes over the wire: SSH_MSG_KEXINIT of RFC 4253, section 7.1. */
class AlgorithmsTest {
    @TempDir
    Path home;

    List<List<String>> offer = List.of();

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<List<List<String>>> seen = CompletableFuture.supplyAsync(() -> read(listening));
            Hub.HostSpec spec = new Hub.HostSpec(
                    "127.0.0.1", Optional.of("root"), Optional.of(listening.getLocalPort()), Optional.empty());
            assertThatThrownBy(() -> new Laptop(home).connector().connect(spec))
                    .isInstanceOf(UnreachableException.class);
            offer = seen.join();
        }
    }

    @Test
    void nothingIsOfferedThatRestsOnSha1OrMd5OrCbc() {
        assertThat(offer)
                .hasSize(6)
                .allSatisfy(names -> assertThat(names)
                        .isNotEmpty()
                        .noneMatch(name -> name.matches(".*(sha1|md5|ripemd|cbc|arcfour).*|ssh-(rsa|dss).*")));
    }

    @Test
    void theOrderIsSecrecyForTheFutureThenSpeed() {
        assertThat(offer.getFirst()).startsWith("mlkem768x25519-sha256", "curve25519-sha256");
        assertThat(offer.subList(2, 4))
                .allSatisfy(ciphers -> assertThat(ciphers)
                        .containsExactly(
                                "aes256-gcm@openssh.com",
                                "aes128-gcm@openssh.com",
                                "chacha20-poly1305@openssh.com",
                                "aes256-ctr",
                                "aes192-ctr",
                                "aes128-ctr"));
        assertThat(offer.subList(4, 6))
                .allSatisfy(macs -> assertThat(macs)
                        .containsExactly(
                                "hmac-sha2-256-etm@openssh.com",
                                "hmac-sha2-512-etm@openssh.com",
                                "hmac-sha2-256",
                                "hmac-sha2-512"));
    }

    /** Key exchanges, host keys, ciphers and MACs both ways. */
    private static List<List<String>> read(ServerSocket listening) {
        try (Socket client = listening.accept()) {
            client.getOutputStream().write("SSH-2.0-Listener\r\n".getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (in.readByte() != '\n') {
                // The client's version.
            }
            in.readInt();
            in.readByte();
            assertThat(in.readByte()).isEqualTo((byte) 20);
            in.readNBytes(16);
            List<List<String>> lists = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                lists.add(List.of(new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII).split(",", -1)));
            }
            return lists;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
