package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshSettings.Setting;
import java.util.Optional;

/**
 * How a TCP connection is made.
 *
 * @param family of addresses that are tried
 * @param bindAddress of this computer, from which the connection comes
 * @param keepAlive whether the kernel asks whether the peer is there
 * @param attempts in all, a second apart
 */
record SocketOptions(Family family, Optional<String> bindAddress, boolean keepAlive, int attempts) {
    /** AddressFamily of ssh_config. */
    enum Family {
        ANY,
        INET,
        INET6
    }

    static SocketOptions of(SshSettings settings) {
        return new SocketOptions(
                settings.first("addressfamily").map(SocketOptions::family).orElse(Family.ANY),
                settings.first("bindaddress").map(Setting::value),
                settings.first("tcpkeepalive").filter(Setting::isNo).isEmpty(),
                settings.first("connectionattempts")
                        .map(it -> Integer.parseInt(it.value()))
                        .orElse(1));
    }

    private static Family family(Setting setting) {
        return switch (setting.word()) {
            case "any" -> Family.ANY;
            case "inet" -> Family.INET;
            case "inet6" -> Family.INET6;
            default ->
                throw new RlmprovException(
                        setting.where() + ": AddressFamily " + setting.value() + " is not any, inet or inet6",
                        "Correct this line.");
        };
    }
}
