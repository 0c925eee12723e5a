package io.rlmprov.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways in which values of hub.yaml are written. */
final class Formats {
    static final Format<Long> SIZE =
            ((Format<Long>) ByteSize::read).written(Shape.matching("[0-9]{1,9}(\\.[0-9]{1,6})?[KMGT]"));
    static final Format<Duration> DURATION = ((Format<Duration>) Durations::read)
            .written(Shape.matching("0|(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?"));

    private Formats() {}

    /** Text of this pattern. */
    static Format<String> matching(String pattern, String problem, String remedy) {
        Pattern compiled = Pattern.compile(pattern);
        Format<String> format = text -> {
            if (!compiled.matcher(text).matches()) {
                throw new BadValue(problem, remedy);
            }
            return text;
        };
        return format.written(Shape.matching(pattern));
    }

    /** Text of any kind, of several lines or one, without the space around it. */
    static Format<String> text(int max) {
        return text -> {
            if (text.length() > max) {
                throw new BadValue("has " + text.length() + " characters", "write at most " + max);
            }
            if (text.indexOf(0) >= 0) {
                throw new BadValue("has a NUL in it", "write text");
            }
            return text.strip();
        };
    }

    /** A whole number in decimal. */
    static Format<Integer> integer(int min, int max) {
        Format<Integer> format = text -> {
            if (text.matches("0[0-9_]+")) {
                String decimal = text.replaceFirst("^[0_]+", "");
                throw new BadValue(
                        "begins with 0, which YAML reads as octal", decimal.isEmpty() ? "write 0" : "write " + decimal);
            }
            if (!text.matches("-?[0-9]{1,18}")) {
                throw new BadValue("is not a whole number", "write one from " + min + " to " + max);
            }
            long number = Long.parseLong(text);
            if (number < min || number > max) {
                throw new BadValue("is out of range", "write a number from " + min + " to " + max);
            }
            return (int) number;
        };
        return format.written(Shape.number(min, max, true));
    }

    /** A decimal number of at most two decimals. */
    static Format<Double> number(double min, double max) {
        Format<Double> format = text -> {
            if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                throw new BadValue("is not a number", "write one as 1 or 0.5");
            }
            double number = Double.parseDouble(text);
            if (number < min || number > max) {
                throw new BadValue("is out of range", "write a number from " + text(min) + " to " + text(max));
            }
            // Docker keeps hundred-thousandths of a core: a longer number would never be equal to what it says.
            if (Math.abs(number * 100 - Math.rint(number * 100)) > 1e-9) {
                throw new BadValue("has more than two decimals", "write " + Math.rint(number * 100) / 100);
            }
            return number;
        };
        return format.written(Shape.number(min, max, false));
    }

    /** {@code 60%} or {@code 60}. */
    static Format<Integer> percent() {
        Format<Integer> number = integer(1, 100);
        Format<Integer> format = text -> {
            try {
                return number.parse(
                        text.endsWith("%")
                                ? text.substring(0, text.length() - 1).strip()
                                : text);
            } catch (BadValue e) {
                throw new BadValue("is not a share", "write one from 1% to 100%");
            }
        };
        return format.written(new Shape(
                List.of(), Optional.of("[0-9]{1,3} *%?"), number.shape().range()));
    }

    /** Empty for the word {@code auto}. */
    static <T> Format<Optional<T>> orAuto(Format<T> format) {
        Format<Optional<T>> either = text -> {
            if (text.equals("auto")) {
                return Optional.empty();
            }
            try {
                return Optional.of(format.parse(text));
            } catch (BadValue e) {
                throw new BadValue(e.problem(), e.remedy() + ", or auto");
            }
        };
        return either.written(format.shape().or("auto"));
    }

    /** A constant, written in lower case with hyphens. */
    static <E extends Enum<E>> Format<E> oneOf(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Formats::word).toList();
        Format<E> format = text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new BadValue(
                        "is none of " + String.join(", ", words),
                        DidYouMean.nearest(text, words)
                                .map(word -> "did you mean " + word + "?")
                                .orElse("write one of them")));
        return format.written(Shape.oneOf(words));
    }

    /** No less than this. */
    static Format<Duration> atLeast(Duration min, boolean zeroAllowed) {
        Format<Duration> format = text -> {
            Duration duration = DURATION.parse(text);
            if (duration.compareTo(min) < 0 && !(zeroAllowed && duration.isZero())) {
                String never = zeroAllowed ? ", or 0 for never" : "";
                throw new BadValue("is too short", "write " + Durations.text(min) + " or more" + never);
            }
            return duration;
        };
        return format.written(DURATION.shape());
    }

    private static String text(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
