package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final String LONG = "an admin password of 32 letters!";
    private static final String BASE = """
            apiVersion: rlmprov/v1
            name: rlm-class
            hosts: [{address: hub.example.org}]
            users: {count: 5, admins: [teacher]}
            """;
    private static final String PASSWORDS = BASE + """
                    auth:
                      type: shared-password
                      password: ${env:USER_PW}
                      admin-password: ${env:ADMIN_PW}
                    """;

    @Test
    void resolvesEverySourceAndMixesItWithText() {
        Secrets secrets = resolve(BASE + """
                        keys:
                          FROM_ENV: ${env:TOKEN}
                          FROM_FILE: ${file:key.txt}
                          FROM_COMMAND: Bearer ${command:pass show '{a}'}!
                          PLAIN: $${env:TOKEN}
                        """, Map.of("TOKEN", "sk-1"));

        assertThat(reveal(secrets))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "FROM_ENV", "sk-1",
                        "FROM_FILE", "sk-2",
                        "FROM_COMMAND", "Bearer sk-3!",
                        "PLAIN", "${env:TOKEN}"));
    }

    @Test
    void putsPasswordsBesideTheKeys() {
        Secrets secrets = resolve(PASSWORDS, Map.of("USER_PW", "12345678", "ADMIN_PW", LONG));

        assertThat(reveal(secrets))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("RLMPROV_USER_PASSWORD", "12345678", "RLMPROV_ADMIN_PASSWORD", LONG));
    }

    @Test
    void tellsAllReferencesThatLeadNowhere() {
        String text = BASE + """
                keys:
                  A: ${env:NOT_SET}
                  B: ${file:none.txt}
                  C: ${command:false}
                  D: ${env:EMPTY}
                  E: ${env:LINES}
                """;

        assertThat(problems(text, Map.of("EMPTY", "", "LINES", "sk-must-not-be-shown\nsk-must-not-be-shown")))
                .isEqualTo("""
                        hub.yaml:6:6: keys.A: environment variable NOT_SET is not set; export it, or write ${file:...} or ${command:...}
                        hub.yaml:7:6: keys.B: there is no file /class/none.txt; paths are relative to hub.yaml; check it
                        hub.yaml:8:6: keys.C: command `false` failed: exit status 1; run it by hand in /class to see why
                        hub.yaml:9:6: keys.D: is empty; write a value, or check what the reference leads to
                        hub.yaml:10:6: keys.E: has a line break or a NUL in it; give one line of text""");
    }

    @Test
    void refusesShortPasswordsWithoutShowingThem() {
        assertThat(problems(PASSWORDS, Map.of("USER_PW", "1234567", "ADMIN_PW", LONG.substring(1))))
                .isEqualTo("""
                        hub.yaml:7:13: auth.password: is shorter than 8 characters; choose a longer one
                        hub.yaml:8:19: auth.admin-password: is shorter than 32 characters; choose a longer one""");
    }

    @Test
    void refusesOnePasswordForBoth() {
        assertThat(problems(PASSWORDS, Map.of("USER_PW", LONG, "ADMIN_PW", LONG)))
                .isEqualTo(
                        "hub.yaml:8:19: auth.admin-password: is the same as auth.password; choose another: every user knows that one");
    }

    @Test
    void putsAProvidersSecretBesideTheKeys() {
        Secrets secrets = resolve(BASE + """
                        auth:
                          type: github
                          client-id: abc
                          client-secret: ${env:SECRET}
                          callback-url: https://hub.example.org/hub/oauth_callback
                          allow: {users: [anna]}
                        """, Map.of("SECRET", "s3cret"));

        assertThat(reveal(secrets)).containsExactly(Map.entry("RLMPROV_OAUTH_CLIENT_SECRET", "s3cret"));
    }

    @Test
    void refusesAShortAdminPasswordOfAccountsToo() {
        String text = BASE + """
                auth: {type: accounts, admin-password: "${env:ADMIN_PW}"}
                """;

        assertThat(reveal(resolve(text, Map.of("ADMIN_PW", LONG))))
                .containsExactly(Map.entry("RLMPROV_ADMIN_PASSWORD", LONG));
        assertThat(problems(text, Map.of("ADMIN_PW", "short"))).contains("is shorter than 32 characters");
    }

    @Test
    void printsNoSecret() {
        Secrets secrets = resolve(PASSWORDS, Map.of("USER_PW", "12345678", "ADMIN_PW", LONG));

        assertThat(secrets.toString()).doesNotContain("12345678", LONG).contains("RLMPROV_USER_PASSWORD=***");
    }

    private static Map<String, String> reveal(Secrets secrets) {
        Map<String, String> revealed = new HashMap<>();
        secrets.byName().forEach((name, secret) -> revealed.put(name, secret.reveal()));
        return revealed;
    }

    private static String problems(String text, Map<String, String> environment) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> resolve(text, environment));
        return String.valueOf(refusal.getMessage());
    }

    private static Secrets resolve(String text, Map<String, String> environment) {
        FakeSources sources = new FakeSources(
                environment,
                Map.of(FakeSources.FOLDER.resolve("key.txt"), "sk-2\n"),
                Map.of("pass show '{a}'", "sk-3\n"));
        References references = new References(sources, FakeSources.FOLDER);
        Hub hub = HubReader.read(new Reading(new SourceText("hub.yaml", text), references));
        return Secrets.resolve(new HubFile(FakeSources.FOLDER, hub, List.of(), ""), sources);
    }
}
