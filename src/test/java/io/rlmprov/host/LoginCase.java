package io.rlmprov.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/**
 * One row of {@code ssh/logins.yaml}, which explains the columns.
 *
 * @param name the column {@code case}
 * @param release the release of OpenSSH that the row is for; empty for both
 * @param sshAccepts what ssh(1) does
 * @param differs why rlmprov does the opposite; empty where it does the same
 */
record LoginCase(
        String name,
        List<String> server,
        List<String> known,
        List<String> config,
        Map<String, String> files,
        List<String> agent,
        boolean sshAccepts,
        Optional<Integer> release,
        Optional<String> differs) {

    static List<LoginCase> all() {
        List<Map<String, Object>> rows = new Yaml().load(Shell.read(Path.of("src/test/resources/ssh/logins.yaml")));
        return rows.stream().map(LoginCase::of).toList();
    }

    @SuppressWarnings("unchecked")
    private static LoginCase of(Map<String, Object> row) {
        return new LoginCase(
                (String) Objects.requireNonNull(row.get("case")),
                (List<String>) row.getOrDefault("server", List.of()),
                (List<String>) row.getOrDefault("known", List.of("{host} {key:host_ed25519}")),
                (List<String>) row.getOrDefault("config", List.of()),
                (Map<String, String>) row.getOrDefault(
                        "files", row.containsKey("agent") ? Map.of() : Map.of("id_ed25519", "user_ed25519")),
                (List<String>) row.getOrDefault("agent", List.of()),
                switch ((String) Objects.requireNonNull(row.get("ssh"))) {
                    case "accept" -> true;
                    case "refuse" -> false;
                    default -> throw new AssertionError(row);
                },
                Optional.ofNullable((Integer) row.get("only")),
                Optional.ofNullable((String) row.get("differs")));
    }

    boolean weAccept() {
        return sshAccepts == differs.isEmpty();
    }

    boolean isFor(int openssh) {
        return release.isEmpty() || release.get() == openssh;
    }
}
