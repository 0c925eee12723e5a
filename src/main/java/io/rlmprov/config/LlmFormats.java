package io.rlmprov.config;

import io.rlmprov.config.Llm.Amount;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways in which values of the section {@code llm} are written. */
final class LlmFormats {
    private static final Pattern AMOUNT =
            Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)\\s*([kM]?)\\s*(USD|tokens?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
    private static final String MODEL = "(?!.*\\.\\.)[A-Za-z0-9@][A-Za-z0-9._:/@-]{0,199}";
    private static final String EXAMPLE = "write an amount such as 2 USD, 0.50 USD or 500k tokens";

    private LlmFormats() {}

    /** {@code 2 USD} or {@code 500k tokens}. */
    static Amount amount(String text) throws BadValue {
        Matcher parts = AMOUNT.matcher(text);
        if (!parts.matches()) {
            throw new BadValue("is not an amount", EXAMPLE);
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String scale = parts.group(2).toLowerCase(Locale.ROOT);
        boolean dollars = parts.group(3).equalsIgnoreCase("USD");
        if (number.signum() == 0 || (dollars && !scale.isEmpty())) {
            throw new BadValue("is not an amount", EXAMPLE);
        }
        if (dollars) {
            return new Amount.Usd(number.stripTrailingZeros());
        }
        BigDecimal count = number.scaleByPowerOfTen(scale.equals("m") ? 6 : scale.equals("k") ? 3 : 0);
        if (count.stripTrailingZeros().scale() > 0) {
            throw new BadValue("is not a whole number of tokens", EXAMPLE);
        }
        return new Amount.Tokens(count.longValueExact());
    }

    /** US dollars with at most six decimals. */
    static BigDecimal dollars(String text) throws BadValue {
        if (!DECIMAL.matcher(text).matches()) {
            throw new BadValue("is not a price", "write US dollars for a million tokens, such as 0.40");
        }
        return new BigDecimal(text).stripTrailingZeros();
    }

    /** The name of a model, as providers write it. */
    static String model(String text) throws BadValue {
        if (!text.matches(MODEL)) {
            throw new BadValue("is not the name of a model", "write it as the provider does, such as gpt-5-nano");
        }
        return text;
    }

    /** A region such as {@code Europe/Berlin}, or {@code UTC}. */
    static String timezone(String text) throws BadValue {
        try {
            if (text.equals("UTC")
                    || (text.contains("/") && ZoneId.of(text).getId().equals(text))) {
                return text;
            }
        } catch (DateTimeException _) {
            // The same error as for other text.
        }
        throw new BadValue("is not a time zone", "write a name such as Europe/Berlin, or UTC");
    }
}
