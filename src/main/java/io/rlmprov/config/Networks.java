package io.rlmprov.config;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IP address, IPv4 or IPv6, or a network of them as {@code 10.0.0.0/8}. */
final class Networks {
    private static final Pattern CIDR =
            Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}|(?=.*:)[0-9A-Fa-f:.]+)(?:/(\\d{1,3}))?");
    private static final String PROBLEM = "is not an IP address or a network";
    private static final String REMEDY = "write it as 192.0.2.7, or as 10.0.0.0/8";

    /** The text as it is, if it is one. */
    static final Format<String> FORMAT =
            ((Format<String>) Networks::checked).written(Shape.matching("[0-9A-Fa-f:.]+(/[0-9]{1,3})?"));

    private Networks() {}

    /** Whether it has addresses of the host itself. */
    static boolean loopback(String network) {
        return network.startsWith("127.") || network.matches("::1(/128)?");
    }

    private static String checked(String text) throws BadValue {
        Matcher parts = CIDR.matcher(text);
        if (!parts.matches()) {
            throw new BadValue(PROBLEM, REMEDY);
        }
        byte[] address = address(parts.group(1));
        if (parts.group(2) != null) {
            int prefix = Integer.parseInt(parts.group(2));
            if (prefix > Byte.SIZE * address.length) {
                throw new BadValue(PROBLEM, REMEDY);
            }
            if (prefix == 0) {
                throw new BadValue("is everybody, and then anybody could claim any address", "name your proxies");
            }
            for (int bit = prefix; bit < Byte.SIZE * address.length; bit++) {
                if ((address[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
                    throw new BadValue("has bits set behind its prefix", "write the first address of the network");
                }
            }
        }
        return text;
    }

    private static byte[] address(String text) throws BadValue {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new BadValue(PROBLEM, REMEDY);
        }
    }
}
