package io.rlmprov.config;

import io.rlmprov.config.SecretRef.Part;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The section {@code keys}: environment variables of every user's server. */
final class KeysReader {
    /** What the tutorial's setup looks for. */
    private static final List<String> PROVIDERS = List.of(
            "OPENAI_API_KEY",
            "ANTHROPIC_API_KEY",
            "PORTKEY_API_KEY",
            "OPENROUTER_API_KEY",
            "GEMINI_API_KEY",
            "VLLM_BASE_URL");

    /** Set by JupyterHub, by the image or by the dynamic linker: another value breaks the server or its limits. */
    private static final Pattern TAKEN = Pattern.compile("JUPYTERHUB_.*|JPY_.*|NB_.*|LD_.*|PYTHON(PATH|HOME|STARTUP)"
            + "|PATH|HOME|USER|LOGNAME|SHELL|PWD|IFS|ENV|BASH_ENV|(MEM|CPU)_(LIMIT|GUARANTEE)");

    private static final Pattern TRUST =
            Pattern.compile("SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PIP_CERT");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(KEY|TOKEN|SECRET|PASS|CREDENTIAL).*");

    private KeysReader() {}

    static SortedMap<String, SecretRef> read(Section keys) {
        NavigableMap<String, SecretRef> refs = new TreeMap<>();
        for (Map.Entry<String, Node.Entry> key : keys.freeKeys().entrySet()) {
            name(keys, key.getKey(), key.getValue().keyAt());
            keys.secret(key.getKey()).ifPresent(ref -> {
                refs.put(key.getKey(), ref);
                warnOfPlainText(keys, key.getKey(), ref);
            });
        }
        if (PROVIDERS.stream().noneMatch(refs::containsKey)) {
            keys.reading()
                    .problems()
                    .warning(
                            refs.isEmpty() ? Position.FILE : keys.at(),
                            "keys",
                            "no model provider's key is set, so the tutorial cannot ask a model",
                            "set one of " + String.join(", ", PROVIDERS));
        }
        return Collections.unmodifiableSortedMap(refs);
    }

    private static void name(Section keys, String name, Position at) {
        Problems problems = keys.reading().problems();
        String path = TreeBuilder.join(keys.path(), name);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            problems.error(at, path, "is not the name of an environment variable", "write A-Z, 0-9 and _ only");
        } else if (name.startsWith("RLMPROV_")) {
            problems.error(at, path, "names with RLMPROV_ are rlmprov's own", "choose another");
        } else if (TRUST.matcher(name).matches()) {
            problems.error(at, path, "follows from trust.certificates", "name the PEM files there");
        } else if (TAKEN.matcher(name).matches()) {
            problems.error(at, path, "another value would break the users' servers", "remove it");
        } else if (!PROVIDERS.contains(name)) {
            DidYouMean.nearest(name, PROVIDERS)
                    .filter(provider -> DidYouMean.distance(name, provider) <= 2)
                    .ifPresent(provider -> problems.warning(
                            at, path, "the tutorial does not look for this name", "did you mean " + provider + "?"));
        }
    }

    /** Whether a variable of this name usually holds a secret. */
    static boolean looksSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    private static void warnOfPlainText(Section keys, String name, SecretRef ref) {
        boolean literal = ref.parts().stream().allMatch(Part.Literal.class::isInstance);
        boolean longEnough =
                ref.parts().stream().anyMatch(part -> part instanceof Part.Literal(String text) && text.length() >= 8);
        if (literal && longEnough && looksSecret(name)) {
            keys.warning(
                    name,
                    "stands in plain text in this file",
                    "write ${env:" + name + "} and export it, or ${file:...} or ${command:...}");
        }
    }
}
