package io.rlmprov.apply;

import io.rlmprov.sizing.Sizes;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Gives running servers their new limits, without a restart. Those that started while the plan was read and carried out
 * are among them; one that ended meanwhile gets its limits when it starts.
 *
 * @param planned containers that the plan resizes, with or without our label
 * @param kept containers that the plan leaves alone, since they use more than the new limit
 */
record ResizeServers(String hub, List<String> planned, List<String> kept, Sizes sizes) implements Step {
    @Override
    public String doing() {
        return planned.isEmpty() ? "Looking for servers that started meanwhile" : "Resizing running servers";
    }

    @Override
    public String done() {
        return planned.isEmpty() ? "Looked for servers that started meanwhile" : "Resized running servers";
    }

    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        Engine engine = host.engine();
        NavigableSet<String> containers = new TreeSet<>(planned);
        engine.containers("io.rlmprov.hub", hub).stream()
                .filter(container -> container.state() == Engine.State.RUNNING)
                .filter(container -> container.labels().containsKey("io.rlmprov.user"))
                .forEach(container -> containers.add(container.name()));
        kept.forEach(containers::remove);
        for (String container : containers) {
            engine.inspect(container)
                    .filter(details -> details.cpus() != sizes.cpu()
                            || details.memory().orElse(0) != sizes.memory()
                            || details.memorySwap().orElse(0) != sizes.memory())
                    .ifPresent(_ -> resize(engine, container, lines));
        }
    }

    private void resize(Engine engine, String container, Consumer<String> lines) {
        switch (engine.resize(container, sizes.memory(), sizes.cpu())) {
            case Engine.Resize.Done done -> {
                lines.accept(container);
                done.warnings().forEach(lines);
            }
            case Engine.Resize.Gone _ -> lines.accept(container + " has ended meanwhile");
            // It has grown since the plan was made; the next look keeps it as it is, and says so.
            case Engine.Resize.InUse use ->
                lines.accept(container + " uses " + (use.bytes() >> 20)
                        + " MiB now: it keeps its limit until its next start");
        }
    }
}
