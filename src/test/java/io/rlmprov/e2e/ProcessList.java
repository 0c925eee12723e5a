package io.rlmprov.e2e;

import java.util.concurrent.CompletableFuture;

/**
 * A host's process list, read again and again while something else happens there. Whoever may log in sees it, and the
 * operator's login, of which this is one, is nothing special.
 */
final class ProcessList {
    private static final String END = "/tmp/process-list.end";

    private final LabHost host;
    private final CompletableFuture<String> seen;

    private ProcessList(LabHost host) {
        this.host = host;
        // Without a pause, as a process that is told a secret may be short.
        String watch = "rm -f " + END + "; while [ ! -e " + END + " ]; do ps -eo args; done | awk '!seen[$0]++'";
        this.seen = CompletableFuture.supplyAsync(() -> host.ssh(watch).out(), Thread::startVirtualThread);
    }

    static ProcessList watch(LabHost host) {
        return new ProcessList(host);
    }

    /** Every command line that was seen, once. */
    String ended() {
        host.ssh("touch " + END).succeeded();
        return seen.join();
    }
}
