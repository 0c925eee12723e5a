package io.rlmprov.host;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** IP addresses as text. ssh writes them in the canonical form (RFC 5952), which known_hosts files have. */
final class NumericAddress {
    private static final Pattern NUMERIC =
            Pattern.compile("(?i)(0x[0-9a-f]+|[0-9]+)(\\.(0x[0-9a-f]+|[0-9]+)){0,3}\\.?");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

    private NumericAddress() {}

    /**
     * A name in lower case, or an address in its canonical form; empty for an address that only libc can read. Like ssh, it
     * leaves the letters of an address that differs in nothing else.
     */
    static Optional<String> canonical(String host) {
        if (!host.contains(":")) {
            return Optional.of(host.toLowerCase(Locale.ROOT))
                    .filter(it ->
                            !NUMERIC.matcher(it).matches() || IPV4.matcher(it).matches());
        }
        try {
            if (!(InetAddress.ofLiteral(host) instanceof Inet6Address address) || host.contains("%")) {
                return Optional.empty();
            }
            String canonical = shortened(address.getHostAddress());
            return Optional.of(canonical.equalsIgnoreCase(host) ? host : canonical);
        } catch (IllegalArgumentException noAddress) {
            return Optional.of(host.toLowerCase(Locale.ROOT));
        }
    }

    /** The longest run of zero groups, and of equal ones the first, becomes {@code ::}. */
    private static String shortened(String groups) {
        return ZEROS.matcher(groups)
                .results()
                .max(Comparator.comparingInt((MatchResult run) ->
                                run.group().replaceAll("[^0]", "").length())
                        .thenComparing(MatchResult::start, Comparator.reverseOrder()))
                .map(run -> groups.substring(0, run.start()) + "::" + groups.substring(run.end()))
                .orElse(groups);
    }
}
