package io.rlmprov.apply;

import io.rlmprov.desired.Names;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Waits until services that ran without answering do answer: that they run proves nothing. */
record AwaitHealth(String hub, List<String> services) implements Step {
    /** Health is checked every 30 s. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String doing() {
        return "Waiting for the health of " + String.join(", ", services);
    }

    @Override
    public String done() {
        return "Healthy: " + String.join(", ", services);
    }

    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        services.forEach(service -> host.engine().awaitHealthy(new Names(hub).container(service), PATIENCE, lines));
    }
}
