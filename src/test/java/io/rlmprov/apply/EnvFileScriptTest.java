package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line of {@code .env} says to setup.sh and teardown.sh. */
class EnvFileScriptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KEY=sk-x # mine       | KEY=[sk-x]",
                "`KEY=sk-x \t#mine\t` | KEY=[sk-x]",
                "KEY=sk#x              | KEY=[sk#x]",
                "`KEY=sk-x  \r`        | KEY=[sk-x]",
                "KEY=                  | KEY=[]",
                "KEY= # set it         | KEY=[]",
                "`  export KEY = a b ` | KEY=[a b]",
                "KEY=a=b               | KEY=[a=b]",
                "KEY=$HOME\\n          | KEY=[$HOME\\n]",
                "KEY=it's              | KEY=[it's]",
                "KEY='a # b'           | KEY=[a # b]",
                "`KEY=' a ' # ' '`     | KEY=[ a ]",
                "`KEY='a \"b\" $c \\'`  | `KEY=[a \"b\" $c \\]`",
                "`KEY=\"a # 'b'\"\r`    | KEY=[a # 'b']",
                "`KEY=\"say \\\"x\\\"\"` | `KEY=[say \"x\"]`",
                "`KEY=\"\\$a \\\\ \\n\"`   | KEY=[$a \\ \\n]",
                "`KEY=\"\"`             | KEY=[]",
                "# KEY=x               | ``",
            })
    void aLineIsReadAsComposeReadsIt(String line, String read) throws Exception {
        assertThat(read("\n" + line + "\n\r\nLAST=x")).isEqualTo((read + "\nLAST=[x]\n").stripLeading());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KEY          | line 2 is not NAME=value",
                "1KEY=x       | line 2 is not NAME=value",
                "A KEY=x      | line 2 is not NAME=value",
                "KEY='x       | line 2: ' is never closed",
                "`KEY=\"x\\\"` | `line 2: \" is never closed`",
                "KEY='x'y     | line 2: there is more behind the second '",
            })
    void aWrongLineIsNamed(String line, String problem) throws Exception {
        assertThat(read("A=1\n" + line + "\n")).isEqualTo("A=[1]\n/dev/stdin: " + problem + "\nexit 64\n");
    }

    @Test
    void anEmptyFileSaysNothing() throws Exception {
        assertThat(read("")).isEmpty();
    }

    private static String read(String file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-euc",
                        ". ansible-free-scripts/env-file.sh;"
                                + " setting() { printf '%s=[%s]\\n' \"$1\" \"$2\"; }; read_env /dev/stdin")
                .redirectErrorStream(true)
                .start();
        try (var input = process.getOutputStream()) {
            input.write(file.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return exit == 0 ? said : said + "exit " + exit + "\n";
    }
}
