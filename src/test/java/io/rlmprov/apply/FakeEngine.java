package io.rlmprov.apply;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The engine of a fake host, asked directly. */
final class FakeEngine implements Engine {
    private final FakeDocker docker;
    private final Runnable reach;
    private final BiConsumer<String, Runnable> changes;

    /**
     * Of this host.
     *
     * @param reach fails where no engine answers
     * @param changes does what changes something, or refuses
     */
    FakeEngine(FakeDocker docker, Runnable reach, BiConsumer<String, Runnable> changes) {
        this.docker = docker;
        this.reach = reach;
        this.changes = changes;
    }

    @Override
    public List<Container> containers(String label, String value) {
        reach.run();
        return docker.containers(it -> it.label(label).equals(value)).stream()
                .map(FakeEngine::container)
                .toList();
    }

    @Override
    public Optional<Details> inspect(String container) {
        return docker.container(container)
                .map(it -> new Details(
                        container(it),
                        it.health().isEmpty()
                                ? Health.NONE
                                : Health.valueOf(it.health().toUpperCase(Locale.ROOT)),
                        OptionalLong.of(it.memory()),
                        OptionalLong.of(it.memory()),
                        (double) it.quota() / FakeContainer.PERIOD,
                        0));
    }

    @Override
    public Resize resize(String container, long memory, double cpus) {
        reach.run();
        Optional<FakeContainer> there = docker.container(container).filter(FakeContainer::running);
        if (there.isEmpty()) {
            return new Resize.Gone();
        }
        long used = there.get().used();
        boolean shrinks = there.get().memory() == 0 || there.get().memory() > memory;
        if (shrinks && Resize.tooFull(used, memory)) {
            return new Resize.InUse(used);
        }
        FakeContainer resized = there.get().limitedTo(memory, Math.round(cpus * FakeContainer.PERIOD));
        changes.accept("resize " + container, () -> docker.put(resized));
        return new Resize.Done(List.of());
    }

    @Override
    public void remove(String container, Duration grace) {
        changes.accept("remove " + container, () -> docker.remove(container));
    }

    @Override
    public void awaitHealthy(String container, Duration limit, Consumer<String> progress) {
        reach.run();
        progress.accept(
                container + ": " + docker.container(container).orElseThrow().health());
    }

    @Override
    public Optional<Image> image(String reference) {
        return Optional.ofNullable(docker.images().get(reference))
                .map(image -> new Image(reference, 1, Map.of("io.rlmprov.image", image.kind())));
    }

    private static Container container(FakeContainer it) {
        return new Container(
                it.name(), it.name(), it.image(), State.valueOf(it.state().toUpperCase(Locale.ROOT)), it.labels());
    }
}
