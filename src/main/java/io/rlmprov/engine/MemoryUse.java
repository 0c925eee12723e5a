package io.rlmprov.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StatsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What a container cannot give back: its memory without the page cache that is not in use, as {@code docker stats} has it. */
final class MemoryUse {
    private static final long SECONDS = 15;

    private MemoryUse() {}

    /** In bytes; empty if the engine does not say. */
    static OptionalLong of(DockerClient docker, String container) {
        AtomicReference<Optional<Statistics>> last = new AtomicReference<>(Optional.empty());
        ResultCallback.Adapter<Statistics> callback = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Statistics statistics) {
                last.set(Optional.of(statistics));
            }
        };
        try (var reading = docker.statsCmd(container).withNoStream(true).exec(callback)) {
            reading.awaitCompletion(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return last.get().map(MemoryUse::bytes).orElse(OptionalLong.empty());
    }

    private static OptionalLong bytes(Statistics statistics) {
        MemoryStatsConfig memory = statistics.getMemoryStats();
        if (memory == null || memory.getUsage() == null) {
            return OptionalLong.empty();
        }
        StatsConfig details = memory.getStats();
        Long inactive = details == null
                ? null
                : Optional.ofNullable(details.getTotalInactiveFile()).orElse(details.getInactiveFile());
        return OptionalLong.of(memory.getUsage() - (inactive == null ? 0 : inactive));
    }
}
