package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Include} of ssh_config(5), whose wildcards are those of glob(7). */
class SshConfigFilesTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config.d/*            | a.conf b.conf
            config.d/*.conf       | a.conf b.conf
            config.d/[!b].conf    | a.conf
            config.d/?.conf       | a.conf b.conf
            config.d/.*           | .b.conf.swp
            config.d/a.conf       | a.conf
            config.d/[a.conf      | ''
            config.d/{a,b}.conf   | ''
            config.d/none/*       | ''
            */*.conf              | a.conf b.conf c.conf
            ~/.ssh/*/c.conf       | c.conf
            .hidden/*.conf        | d.conf
            """)
    void includesAreThoseOfGlob(String glob, String expected) {
        for (String file :
                List.of("config.d/b.conf", "config.d/a.conf", "config.d/.b.conf.swp", "z/c.conf", ".hidden/d.conf")) {
            Shell.write(ssh(file), "IdentityFile " + ssh(file).getFileName() + "\n");
        }
        Shell.write(ssh("config.d/directory/x.conf"), "IdentityFile x\n");
        Shell.write(ssh("config"), "Include \"" + glob + "\"\n");

        assertThat(words()).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
    }

    @Test
    void whatIsNoUtf8IsNoObstacle() throws IOException {
        Files.createDirectories(ssh(""));
        Files.write(ssh("config"), "# Schl\u00fcssel\nUser ann\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(words()).containsExactly("ann");
    }

    private List<String> words() {
        Operator operator = new Operator(home, "ann", Map.of(), home.resolve("etc-ssh"));
        return SshConfigFiles.read(operator).lines().stream()
                .map(SshConfig.Line::word)
                .toList();
    }

    private Path ssh(String name) {
        return home.resolve(".ssh").resolve(name);
    }
}
