package io.rlmprov.config;

import io.rlmprov.config.Llm.Budget;
import io.rlmprov.config.Llm.Every;
import io.rlmprov.config.Llm.Mode;
import io.rlmprov.config.Llm.Price;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The section {@code llm}. */
final class LlmReader {
    private static final int MOST_AT_ONCE = 1000;

    private LlmReader() {}

    /**
     * Reads it.
     *
     * @param keys the section {@code keys}
     * @param refs what it contains
     */
    static Llm read(Section llm, Section keys, SortedMap<String, SecretRef> refs) {
        boolean provider = !LlmProvider.in(refs.keySet()).isEmpty();
        Mode mode = llm.value("mode", Formats.oneOf(Mode.class)).orElse(Mode.DIRECT);
        Llm read = new Llm(
                mode,
                budget(llm.section("budget")),
                llm.set("models", LlmFormats::model),
                llm.value("at-once", Formats.orAuto(Formats.integer(1, MOST_AT_ONCE)))
                        .orElse(Optional.empty()),
                prices(llm.sections("prices")));
        if (mode == Mode.GATEWAY && !provider) {
            llm.error(
                    "mode",
                    "the gateway needs a provider, and keys has none",
                    "set a key such as OPENAI_API_KEY in keys, or write mode: direct");
        }
        if (mode == Mode.DIRECT) {
            for (String setting : new String[] {"budget", "models", "prices"}) {
                if (llm.has(setting)) {
                    llm.warning(setting, "has no effect with mode: direct", "write mode: gateway, or remove it");
                }
            }
        }
        if (mode == Mode.GATEWAY) {
            checkModel(read, keys, refs);
            warnOfKeys(keys, refs);
        }
        return read;
    }

    private static void warnOfKeys(Section keys, SortedMap<String, SecretRef> refs) {
        for (String name : refs.keySet()) {
            if (LlmProvider.of(name).isEmpty() && KeysReader.looksSecret(name)) {
                keys.warning(
                        name,
                        "looks like a key, and the gateway does not know its provider, so every user can copy it",
                        "use a key with a spending limit");
            }
        }
    }

    /** The model of the tutorial must be allowed. A reference is followed later, when apply needs the value. */
    private static void checkModel(Llm llm, Section keys, SortedMap<String, SecretRef> refs) {
        Optional<SecretRef> model = Optional.ofNullable(refs.get(Llm.MODEL));
        if (model.isEmpty() && !llm.models().isEmpty()) {
            keys.reading()
                    .problems()
                    .warning(
                            keys.at(),
                            "keys",
                            "RLM_MODEL is not set, so the tutorial asks for its default model, which llm.models may refuse",
                            "write RLM_MODEL: " + llm.models().first());
        }
        model.flatMap(SecretRef::literal)
                .filter(name -> !llm.allows(name))
                .ifPresent(_ -> keys.error(Llm.MODEL, Llm.NOT_ALLOWED, Llm.NOT_ALLOWED_REMEDY));
    }

    private static Budget budget(Section budget) {
        Budget read = new Budget(
                budget.value("user", LlmFormats::amount),
                budget.value("class", LlmFormats::amount),
                budget.value("every", Formats.oneOf(Every.class)).orElse(Every.COURSE),
                budget.value("timezone", LlmFormats::timezone).orElse("UTC"));
        if (!budget.has("user") && !budget.has("class") && (budget.has("every") || budget.has("timezone"))) {
            budget.error(
                    budget.has("every") ? "every" : "timezone",
                    "there is no amount beside it",
                    "add user: 2 USD, or class: 50 USD");
        }
        return read;
    }

    private static SortedMap<String, Price> prices(List<Section> prices) {
        NavigableMap<String, Price> read = new TreeMap<>();
        for (Section price : prices) {
            if (!price.has("model")) {
                price.error("model", "is missing", "write the model's name as the provider does");
            }
            BigDecimal input = rate(price, "input");
            BigDecimal output = rate(price, "output");
            Optional<BigDecimal> cached = price.value("cached", LlmFormats::dollars);
            price.value("model", LlmFormats::model)
                    .ifPresent(model -> read.put(model, new Price(input, output, cached)));
        }
        return Collections.unmodifiableSortedMap(read);
    }

    /** Not required of every hub.yaml, but of a price. */
    private static BigDecimal rate(Section price, String key) {
        if (!price.has(key)) {
            price.error(
                    key, "is missing", "write US dollars for a million tokens, such as {input: 0.05, output: 0.40}");
        }
        return price.value(key, LlmFormats::dollars).orElse(BigDecimal.ZERO);
    }
}
