package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import io.rlmprov.config.RlmprovException;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of {@code rlmprov init} as a hub.yaml: the text of hub.yaml.example with some of its lines changed.
 *
 * @param answers by option, as {@code --users}; those that are not there leave their line as it is
 */
record InitAnswers(String example, Map<String, String> answers) {
    static final String ADDRESS = "--address";
    static final String USER = "--user";
    static final String PORT = "--port";
    static final String IDENTITY = "--identity";
    static final String USERS = "--users";
    static final String PROVIDER = "--provider";
    static final String AUTH = "--auth";

    private static final String KEYS = "keys:\n  OPENAI_API_KEY: ${env:OPENAI_API_KEY}\n";
    private static final Map<String, String> VARIABLES = Map.of(
            "openai", "OPENAI_API_KEY",
            "anthropic", "ANTHROPIC_API_KEY",
            "portkey", "PORTKEY_API_KEY",
            "openrouter", "OPENROUTER_API_KEY",
            "gemini", "GEMINI_API_KEY",
            "vllm", "VLLM_BASE_URL");

    /** The whole of hub.yaml. */
    String yaml() {
        String text = example;
        text = with(text, ADDRESS, "  - address: hub.example.org", value -> "  - address: " + quoted(value));
        // Without an answer the setting is commented out, and ssh_config decides.
        String user = answers.get(USER);
        text = replaced(text, "    user: root", user == null ? "#    user: root" : "    user: " + quoted(user));
        text = with(text, PORT, "#    port: 22", value -> "    port: " + value);
        text = with(text, IDENTITY, "#    identity: ~/.ssh/id_ed25519", value -> "    identity: " + quoted(value));
        text = with(text, USERS, "  count: 25", value -> "  count: " + value);
        text = with(text, PROVIDER, KEYS, InitAnswers::keys);
        return auth(text);
    }

    /** The same with a line that says what the host has for each user, above the one that it is about. */
    String yaml(String sizes) {
        String line = "  memory: auto\n";
        return replaced(yaml(), line, "  # " + sizes + "\n" + line);
    }

    private static String keys(String provider) {
        if (provider.equals("none")) {
            return "#" + KEYS.replace("\n  ", "\n#  ");
        }
        String variable = Optional.ofNullable(VARIABLES.get(provider))
                .orElseThrow(() -> new RlmprovException(
                        "\"" + provider + "\" is no provider that the tutorial knows",
                        "Take one of openai, anthropic, portkey, openrouter, gemini, vllm, or none."));
        return KEYS.replace("OPENAI_API_KEY", variable);
    }

    private String auth(String text) {
        String type = answers.getOrDefault(AUTH, "open");
        String chosen = replaced(text, "  type: open\n", "  type: " + quoted(type) + "\n");
        return switch (type) {
            case "shared-password" -> switchedOn(chosen, "  password: ${env:CLASS_PASSWORD}");
            case "accounts" ->
                switchedOn(switchedOn(chosen, "  admins: [teacher]"), "  admin-password: ${env:ADMIN_PASSWORD}");
            default -> chosen;
        };
    }

    private static String switchedOn(String text, String line) {
        return replaced(text, "\n#" + line + "\n", "\n" + line + "\n");
    }

    private String with(String text, String option, String line, java.util.function.UnaryOperator<String> change) {
        String value = answers.get(option);
        return value == null ? text : replaced(text, line, change.apply(value));
    }

    /** The first one is the setting; a later one may be in a comment. */
    private static String replaced(String text, String from, String to) {
        int at = text.indexOf(from);
        if (at < 0) {
            throw new IllegalStateException("hub.yaml.example has no line \"" + from.strip() + "\"");
        }
        return text.substring(0, at) + to + text.substring(at + from.length());
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9-]*\\.[A-Za-z0-9.-]+|root|debian|ubuntu|open|accounts|shared-password")
                ? value
                : TextNode.valueOf(value).toString();
    }
}
