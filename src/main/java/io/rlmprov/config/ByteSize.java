package io.rlmprov.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as {@code 512M}. K, M, G and T are powers of 1024, as Docker and JupyterHub read them; so is the GB of our
 * messages, as in {@code free -h} and in most offers of RAM. A host sold with 16 GB still shows 15.6: firmware and
 * kernel keep the rest.
 */
public final class ByteSize {
    private static final String UNITS = "KMGT";
    /** A thousand such sizes are still a {@code long}. */
    private static final long MOST = 1L << 50;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)([KMGT])");
    private static final Pattern NEARLY = Pattern.compile("(?i)([0-9]{1,9}(?:\\.[0-9]{1,6})?) *([KMGT])(?:i?B?)");

    private ByteSize() {}

    /** Bytes of {@code 512M}, {@code 1.5G}. */
    static long read(String text) throws BadValue {
        Matcher size = SIZE.matcher(text);
        if (size.matches()) {
            BigDecimal bytes = new BigDecimal(size.group(1))
                    .multiply(BigDecimal.valueOf(unit(size.group(2).charAt(0))));
            if (bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
                throw new BadValue("is larger than any host", "write at most " + text(MOST));
            }
            return bytes.longValue();
        }
        Matcher nearly = NEARLY.matcher(text);
        if (nearly.matches()) {
            String meant = nearly.group(1) + nearly.group(2).toUpperCase(Locale.ROOT);
            throw new BadValue("is not a size", "write " + meant + " (a power of 1024)");
        }
        if (text.matches("[0-9]{1,6}")) {
            throw new BadValue("has no unit", "write " + text + (text.length() > 2 ? "M" : "G"));
        }
        throw new BadValue("is not a size", "write 512M or 1G");
    }

    /** The shortest exact form: {@code 2G}, {@code 1536M}; bytes without a unit if nothing else is exact. */
    public static String text(long bytes) {
        for (int i = UNITS.length() - 1; i >= 0; i--) {
            long unit = unit(UNITS.charAt(i));
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + UNITS.substring(i, i + 1);
            }
        }
        return Long.toString(bytes);
    }

    /**
     * {@code 15.6 GB}.
     *
     * @param rounding down for what there is, up for what is needed, so that a message never looks contradictory
     */
    public static String gigabytes(long bytes, RoundingMode rounding) {
        return BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(unit('G')), 1, rounding) + " GB";
    }

    private static long unit(char letter) {
        return 1L << (10 * (UNITS.indexOf(letter) + 1));
    }
}
