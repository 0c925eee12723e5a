package io.rlmprov.host;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server and rlmprov that have no algorithm in common: who lacks what.
 *
 * @param what of which kind, as {@code key exchange}
 * @param keyword under which sshd_config lists them
 * @param theirs what the server offers
 * @param ours what rlmprov knows
 */
record NoCommonAlgorithm(String what, String keyword, List<String> theirs, List<String> ours) {
    /** The words of sshj 0.40, which knows no type for it. */
    private static final Pattern SETTLEMENT =
            Pattern.compile("Unable to reach a settlement of (\\w+): \\[(.*?)] and \\[(.*?)]");

    /** Reads sshj's message; empty if it is about something else. */
    static Optional<NoCommonAlgorithm> of(String message) {
        Matcher matcher = SETTLEMENT.matcher(message);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String kind = matcher.group(1);
        List<String> ours = names(matcher.group(2));
        List<String> theirs = names(matcher.group(3));
        if (kind.startsWith("KeyExchange")) {
            return Optional.of(new NoCommonAlgorithm("key exchange", "KexAlgorithms", theirs, ours));
        }
        if (kind.startsWith("HostKey")) {
            return Optional.of(new NoCommonAlgorithm("type of host key", "HostKeyAlgorithms", theirs, ours));
        }
        return Optional.of(
                kind.contains("MAC")
                        ? new NoCommonAlgorithm("MAC", "MACs", theirs, ours)
                        : new NoCommonAlgorithm("cipher", "Ciphers", theirs, ours));
    }

    /** What ends the sentence "there is no common ... with the server". */
    String sentence() {
        return "the host offers only " + String.join(", ", theirs) + "; rlmprov knows " + String.join(", ", ours);
    }

    String remedy() {
        return "Add one that rlmprov knows to " + keyword + " in the host's sshd_config, for example " + ours.getFirst()
                + ", and reload sshd.";
    }

    /** Without the names by which the two sides only announce extensions. */
    private static List<String> names(String list) {
        return Arrays.stream(list.split(", ", -1))
                .filter(name -> !name.startsWith("ext-info-") && !name.startsWith("kex-strict-"))
                .toList();
    }
}
