package io.rlmprov.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * How user servers call language models.
 *
 * @param models models that users may call; empty: each model with a price, and {@code RLM_MODEL}
 * @param atOnce largest number of running calls at a provider; empty: the gateway finds it
 * @param prices prices by model, which the gateway prefers to its own list
 */
public record Llm(
        Mode mode, Budget budget, SortedSet<String> models, Optional<Integer> atOnce, SortedMap<String, Price> prices) {
    /** The variable in {@code keys} with the model that the tutorial asks for. */
    public static final String MODEL = "RLM_MODEL";

    /** By which the gateway reaches the providers, as programs in users' servers do. */
    private static final Pattern PROXY = Pattern.compile("(?i)(https?|all)_proxy");

    private static final Pattern PROXIES = Pattern.compile(PROXY + "|(?i)no_proxy");

    static final String NOT_ALLOWED = "is not one of llm.models";
    static final String NOT_ALLOWED_REMEDY = "add the model there, or choose one of them";

    /** Whether user servers call the providers through the gateway. */
    public boolean gateway() {
        return mode == Mode.GATEWAY;
    }

    /** Whether the gateway reads this variable of {@code keys}, which users' servers get, too. */
    static boolean shared(String name) {
        return name.equals(MODEL) || PROXIES.matcher(name).matches();
    }

    /** Whether a variable of this name has the address of an HTTP proxy. */
    static boolean namesProxy(String name) {
        return PROXY.matcher(name).matches();
    }

    /** Whether users may call this model: each one, if none is named. */
    boolean allows(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** Where providers' API keys are. */
    public enum Mode {
        /** The gateway has them, and each user server has a key of its own. */
        GATEWAY,
        /** They are in the environment of each user server. */
        DIRECT
    }

    /**
     * What may be spent in a period.
     *
     * @param user limit for each user; empty: none
     * @param everybody limit for all users together; empty: none
     * @param timezone IANA name of the time zone in which days and weeks begin
     */
    public record Budget(Optional<Amount> user, Optional<Amount> everybody, Every every, String timezone) {
        /** Whether spending has no limit at all. */
        public boolean isEmpty() {
            return user.isEmpty() && everybody.isEmpty();
        }
    }

    /** The period of a budget. */
    public enum Every {
        /** From midnight. */
        DAY,
        /** From Monday. */
        WEEK,
        /** Once; it never starts again. */
        COURSE
    }

    /** A limit. */
    public sealed interface Amount {
        /** US dollars. */
        record Usd(BigDecimal dollars) implements Amount {}

        /** Input and output tokens together. */
        record Tokens(long count) implements Amount {}
    }

    /**
     * US dollars for a million tokens.
     *
     * @param cached price of input that the provider has in its cache; empty: that of input
     */
    public record Price(BigDecimal input, BigDecimal output, Optional<BigDecimal> cached) {}
}
