package io.rlmprov.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A provider of language models whose API key the gateway can hold. */
public enum LlmProvider {
    /** OpenAI. */
    OPENAI("OPENAI_API_KEY", "OPENAI_BASE_URL", true, false),
    /** Anthropic. */
    ANTHROPIC("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", true, false),
    /** Google Gemini. */
    GEMINI("GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", true, false),
    /** OpenRouter. */
    OPENROUTER("OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", true, false),
    /** Portkey. */
    PORTKEY("PORTKEY_API_KEY", "PORTKEY_BASE_URL", true, false),
    /** A vLLM or another OpenAI-compatible server, often without an API key. */
    VLLM("VLLM_API_KEY", "VLLM_BASE_URL", false, true),
    /** Azure OpenAI. */
    AZURE("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", true, true);

    private final String keyName;
    private final String urlName;
    private final boolean needsKey;
    private final boolean needsUrl;

    LlmProvider(String keyName, String urlName, boolean needsKey, boolean needsUrl) {
        this.keyName = keyName;
        this.urlName = urlName;
        this.needsKey = needsKey;
        this.needsUrl = needsUrl;
    }

    /** The environment variable with the API key. */
    public String keyName() {
        return keyName;
    }

    /** The environment variable with the base URL. */
    public String urlName() {
        return urlName;
    }

    /** Whether these variables are enough to call the provider. */
    public boolean isIn(Collection<String> variables) {
        return (!needsKey || variables.contains(keyName)) && (!needsUrl || variables.contains(urlName));
    }

    /** The providers that can be called with these variables. */
    public static List<LlmProvider> in(Collection<String> variables) {
        return Arrays.stream(values())
                .filter(provider -> provider.isIn(variables))
                .toList();
    }

    /** The provider to which a variable belongs. */
    public static Optional<LlmProvider> of(String variable) {
        return Arrays.stream(values())
                .filter(provider -> variable.equals(provider.keyName) || variable.equals(provider.urlName))
                .findFirst();
    }
}
