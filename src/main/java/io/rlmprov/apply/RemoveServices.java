package io.rlmprov.apply;

import io.rlmprov.desired.Names;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Removes containers of the stack that run and must not go on as they are, since compose starts only what does not run. */
record RemoveServices(String hub, List<String> services) implements Step {
    /** The hub waits 10 s for its culler when it ends. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public String doing() {
        return "Stopping " + String.join(" and ", services);
    }

    @Override
    public String done() {
        return "Stopped " + String.join(" and ", services);
    }

    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        services.forEach(service -> host.engine().remove(new Names(hub).container(service), GRACE));
    }
}
