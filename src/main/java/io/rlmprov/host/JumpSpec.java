package io.rlmprov.host;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One hop of ProxyJump: {@code [ssh://][user@]host[:port]}, an IPv6 address in brackets. */
final class JumpSpec {
    private static final Pattern HOP =
            Pattern.compile("(?:ssh://)?(?:(?<user>.+)@)?(?<host>\\[[^]@]+]|[^:\\[\\]@]+)(?::(?<port>[0-9]{1,5}))?/?");

    private JumpSpec() {}

    static Hub.HostSpec parse(String hop, String where) {
        Matcher parts = HOP.matcher(hop.strip());
        if (!parts.matches()) {
            throw new RlmprovException(
                    where + ": ProxyJump \"" + hop + "\" is not [user@]host[:port]", "Correct this line.");
        }
        Optional<Integer> port = Optional.ofNullable(parts.group("port")).map(Integer::valueOf);
        if (port.filter(number -> number < 1 || number > 65_535).isPresent()) {
            throw new RlmprovException(
                    where + ": the port of ProxyJump \"" + hop + "\" is not a number from 1 to 65535",
                    "Correct this line.");
        }
        String host = parts.group("host");
        return new Hub.HostSpec(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Optional.ofNullable(parts.group("user")),
                port,
                Optional.empty());
    }
}
