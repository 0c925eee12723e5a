package io.rlmprov.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 network, as {@code 10.20.0.0/22}.
 *
 * @param first its lowest address, as a number of 32 bits
 * @param prefix how many bits of an address name the network, 0 to 32
 */
public record Subnet(long first, int prefix) {
    private static final Pattern CIDR = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int BITS = 32;
    private static final int OCTET = 8;

    /** Reads {@code 10.20.0.0/22}; empty if it is none, or has bits set below the prefix. */
    public static Optional<Subnet> parse(String text) {
        Matcher part = CIDR.matcher(text);
        if (!part.matches()) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(part.group(i));
            if (octet > 255) {
                return Optional.empty();
            }
            address = (address << OCTET) | octet;
        }
        Subnet subnet = new Subnet(address, Integer.parseInt(part.group(5)));
        return subnet.prefix <= BITS && address % subnet.size() == 0 ? Optional.of(subnet) : Optional.empty();
    }

    /** How many addresses it has, with those that no machine can have. */
    public long size() {
        return 1L << (BITS - prefix);
    }

    /** Whether both have an address in common. */
    public boolean overlaps(Subnet other) {
        return first < other.first + other.size() && other.first < first + size();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d.%d.%d.%d/%d",
                first >> 24 & 255,
                first >> 16 & 255,
                first >> 8 & 255,
                first & 255,
                prefix);
    }
}
