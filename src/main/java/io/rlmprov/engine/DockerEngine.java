package io.rlmprov.engine;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.UpdateContainerResponse;
import io.rlmprov.apply.Engine;
import io.rlmprov.host.Dialer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host's Docker engine, asked through the host's SSH connection. Safe for use by many threads. */
public final class DockerEngine implements Engine {
    /** Of DockerSpawner 14, which sets a quota in it; an engine refuses to mix quota and NanoCpus. */
    static final long CPU_PERIOD = 100_000;

    /** cgroup v1 refuses, in runc's words. */
    private static final Pattern CURRENT_USAGE = Pattern.compile("current usage: ([0-9]{1,18})");

    private static final Duration GONE = Duration.ofSeconds(60);

    private final EngineClient client;

    /** Connects when it is first asked something. */
    public DockerEngine(Dialer dialer) {
        this.client = new EngineClient(new EngineDialer(dialer));
    }

    @Override
    public List<Container> containers(String label, String value) {
        return client.ask(
                "list containers",
                docker ->
                        docker
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Map.of(label, value))
                                .exec()
                                .stream()
                                .map(Answers::container)
                                .sorted(Comparator.comparing(Container::name))
                                .toList());
    }

    @Override
    public Optional<Details> inspect(String container) {
        return client.ask("look at container " + container, docker -> {
            try {
                return Optional.of(
                        Answers.details(docker.inspectContainerCmd(container).exec()));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Resize resize(String container, long memory, double cpus) {
        return client.ask("resize " + container, docker -> {
            try {
                // cgroup v2 kills processes at once when a limit falls below what they use: so we look first.
                OptionalLong used = shrinks(container, memory) ? MemoryUse.of(docker, container) : OptionalLong.empty();
                if (used.isPresent() && Resize.tooFull(used.getAsLong(), memory)) {
                    return new Resize.InUse(used.getAsLong());
                }
                UpdateContainerResponse response = docker.updateContainerCmd(container)
                        .withMemory(memory)
                        .withMemorySwap(memory)
                        .withCpuPeriod(CPU_PERIOD)
                        .withCpuQuota(Math.round(cpus * CPU_PERIOD))
                        .exec();
                List<String> warnings = response.getWarnings();
                return new Resize.Done(warnings == null ? List.of() : List.copyOf(warnings));
            } catch (DockerException e) {
                Matcher usage = CURRENT_USAGE.matcher(String.valueOf(e.getMessage()));
                if (usage.find()) {
                    return new Resize.InUse(Long.parseLong(usage.group(1)));
                }
                // An engine has many words for a container that has just ended.
                if (!runs(container)) {
                    return new Resize.Gone();
                }
                throw e;
            }
        });
    }

    private boolean runs(String container) {
        return inspect(container)
                .filter(details -> details.container().state() == State.RUNNING)
                .isPresent();
    }

    private boolean shrinks(String container, long memory) {
        return inspect(container)
                .filter(details -> details.container().state() == State.RUNNING)
                .filter(details -> details.memory().orElse(Long.MAX_VALUE) > memory)
                .isPresent();
    }

    @Override
    public void remove(String container, Duration grace) {
        Optional<String> id =
                inspect(container).map(details -> details.container().id());
        if (id.isEmpty()) {
            return;
        }
        client.ask("remove " + container, docker -> {
            try {
                docker.stopContainerCmd(id.get())
                        .withTimeout(Math.toIntExact(grace.toSeconds()))
                        .exec();
            } catch (NotModifiedException | NotFoundException alreadyStopped) {
                // Or removed by the engine itself, which DockerSpawner asks for with remove=True.
            }
            try {
                docker.removeContainerCmd(id.get()).withForce(true).exec();
            } catch (ConflictException | NotFoundException alreadyBeingRemoved) {
                // Waited for below.
            }
            return true;
        });
        Wait.until(
                GONE,
                () -> inspect(id.get()).isEmpty(),
                () -> new EngineException(
                        client.host() + ": " + container + " is still there " + GONE.toSeconds()
                                + " s after its removal",
                        "Look at \"docker ps -a\" on the host."));
    }

    @Override
    public void awaitHealthy(String container, Duration limit, Consumer<String> progress) {
        new HealthWait(client, this, container, progress).await(limit);
    }

    @Override
    public Optional<Image> image(String reference) {
        return client.ask("look at image " + reference, docker -> {
            try {
                InspectImageResponse response =
                        docker.inspectImageCmd(reference).exec();
                return Optional.of(Answers.image(response));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }
}
