package io.rlmprov.engine;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import io.rlmprov.apply.Engine;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** From docker-java's answers, in which anything may be null, to ours. */
final class Answers {
    private static final double NANO = 1e9;

    private Answers() {}

    static Engine.Container container(com.github.dockerjava.api.model.Container answer) {
        return new Engine.Container(
                answer.getId(),
                name(answer.getNames()),
                answer.getImage(),
                state(answer.getState()),
                labels(answer.getLabels()));
    }

    static Engine.Details details(InspectContainerResponse answer) {
        ContainerConfig config = answer.getConfig();
        InspectContainerResponse.ContainerState state = answer.getState();
        HostConfig host = answer.getHostConfig();
        Engine.Container container = new Engine.Container(
                answer.getId(),
                name(answer.getName()),
                Optional.ofNullable(config.getImage()).orElse(""),
                state(state.getStatus()),
                labels(config.getLabels()));
        return new Engine.Details(
                container,
                health(state.getHealth()),
                limit(host.getMemory()),
                limit(host.getMemorySwap()),
                cpus(host),
                Math.toIntExact(Optional.ofNullable(state.getExitCodeLong()).orElse(0L)));
    }

    static Engine.Image image(InspectImageResponse answer) {
        ContainerConfig config = answer.getConfig();
        return new Engine.Image(
                Optional.ofNullable(answer.getId()).orElse(""),
                Optional.ofNullable(answer.getSize()).orElse(0L),
                labels(config == null ? null : config.getLabels()));
    }

    /** One that is being removed has none any more. */
    private static String name(String @Nullable [] names) {
        return names == null || names.length == 0 ? "" : name(names[0]);
    }

    private static String name(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static Map<String, String> labels(@Nullable Map<String, String> labels) {
        return labels == null ? Map.of() : Map.copyOf(labels);
    }

    private static Engine.State state(@Nullable String state) {
        return Engine.State.valueOf(Optional.ofNullable(state).orElse("dead").toUpperCase(Locale.ROOT));
    }

    private static Engine.Health health(@Nullable HealthState health) {
        if (health == null) {
            return Engine.Health.NONE;
        }
        return Engine.Health.valueOf(
                Optional.ofNullable(health.getStatus()).orElse("none").toUpperCase(Locale.ROOT));
    }

    /** 0 and -1 mean none. */
    private static OptionalLong limit(@Nullable Long bytes) {
        return bytes == null || bytes <= 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private static double cpus(HostConfig host) {
        long nano = Optional.ofNullable(host.getNanoCPUs()).orElse(0L);
        if (nano > 0) {
            return nano / NANO;
        }
        long quota = Optional.ofNullable(host.getCpuQuota()).orElse(0L);
        long period =
                Optional.ofNullable(host.getCpuPeriod()).filter(p -> p > 0).orElse(DockerEngine.CPU_PERIOD);
        return quota <= 0 ? 0 : (double) quota / period;
    }
}
