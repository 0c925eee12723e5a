package io.rlmprov.facts;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The container engine.
 *
 * @param state whether it can be used
 * @param reasons why it cannot be used, one sentence each; empty if it is {@link State#READY}
 * @param client version of the command {@code docker}
 * @param server version of the daemon, if it answers
 * @param compose version of the plugin {@code docker compose}
 * @param buildx version of the plugin {@code docker buildx}
 * @param storageDriver as {@code overlay2}; empty without an answer
 * @param disabled whether systemd knows it and does not start it at boot
 * @param packages installed packages that belong to it, with their versions
 * @param warnings what the daemon warns of, as missing support for memory limits
 */
public record EngineFacts(
        State state,
        List<String> reasons,
        Optional<String> client,
        Optional<String> server,
        Optional<String> compose,
        Optional<String> buildx,
        String storageDriver,
        boolean disabled,
        SortedMap<String, String> packages,
        List<String> warnings) {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    /** Whether the engine can be used. */
    public enum State {
        /** No command {@code docker}. */
        ABSENT,
        /** The command is there and the daemon does not answer. */
        STOPPED,
        /** The daemon answers, but it or compose is older than what we need, or compose is missing. */
        TOO_OLD,
        /** Something else answers to {@code docker}: podman's shim, or a snap. */
        FOREIGN,
        /** It can be used. */
        READY
    }

    /** Whether a daemon of this version is too old for us. */
    public static boolean oldServer(String version) {
        return older(version, 20, 10);
    }

    /** Whether a plugin {@code docker compose} of this version is too old for us. */
    public static boolean oldCompose(String version) {
        return older(version, 2, 20);
    }

    private static boolean older(String version, int major, int minor) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            return true;
        }
        int itsMajor = Integer.parseInt(matcher.group(1));
        return itsMajor < major || (itsMajor == major && Integer.parseInt(matcher.group(2)) < minor);
    }

    /** Whether all that it holds can be seen and removed. */
    public boolean answers() {
        return ready() || state == State.TOO_OLD;
    }

    /** Whether it can be used. */
    public boolean ready() {
        return state == State.READY;
    }
}
