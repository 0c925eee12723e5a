package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.kinds.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the facts of a host by one exec. */
record HostProbe(Hub hub, List<Kind> kinds, ScriptFiles scripts, Entropy entropy) {
    /** The part that tells who holds the lock of the hub. */
    static final String LOCK = "lock.sh";

    /**
     * The facts, and what could not be read among them.
     *
     * @param withUsage whether to add the size of each volume, which takes long
     * @param more names of parts in {@code ansible-free-scripts/probe/}, in addition to {@link #LOCK} and those of the kinds
     * @throws StepFailed if the probe failed
     */
    HostFacts read(TargetHost host, boolean withUsage, String... more) {
        String nonce = entropy.hex(16);
        Script script = scripts.probe(
                Stream.of(kinds.stream().flatMap(kind -> kind.probes().stream()), Stream.of(LOCK), Stream.of(more))
                        .flatMap(Function.identity())
                        .toList(),
                Map.of(
                        "HUB",
                        hub.name(),
                        "NONCE",
                        nonce,
                        "BASE",
                        hub.images().base(),
                        "NAMES",
                        names(),
                        "WITH_USAGE",
                        withUsage ? "1" : ""));
        RemoteShell.Result result = host.run(script, _ -> {});
        if (!result.ok()) {
            throw new StepFailed(
                    "Reading the host " + host.name(), result, "See what the host says and run the command again.");
        }
        return HostFacts.parse(result.out(), nonce);
    }

    /** With https: those of the hub, then the host's. */
    private String names() {
        return hub.https()
                .map(https -> String.join(" ", https.domains()) + " "
                        + hub.hosts().getFirst().address())
                .orElse("");
    }
}
