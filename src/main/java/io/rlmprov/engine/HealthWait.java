package io.rlmprov.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.rlmprov.apply.Engine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for one container's health, telling each change, and quotes its last output when it does not come. */
final class HealthWait {
    private static final int LAST_LINES = 20;
    private static final long LOG_SECONDS = 15;

    private final EngineClient client;
    private final Engine engine;
    private final String container;
    private final Consumer<String> progress;
    private String last = "";

    HealthWait(EngineClient client, Engine engine, String container, Consumer<String> progress) {
        this.client = client;
        this.engine = engine;
        this.container = container;
        this.progress = progress;
    }

    void await(Duration limit) {
        Wait.until(limit, this::healthy, () -> failed("is " + last + " after " + limit.toSeconds() + " s"));
    }

    private boolean healthy() {
        Optional<Engine.Details> details = engine.inspect(container);
        if (details.isEmpty()) {
            throw new EngineException(
                    client.host() + ": there is no container " + container,
                    "Run \"rlmprov apply\" again; it makes it.");
        }
        Engine.State state = details.get().container().state();
        tell(state, details.get().health());
        return switch (state) {
            case RUNNING ->
                switch (details.get().health()) {
                    case HEALTHY, NONE -> true;
                    case STARTING, UNHEALTHY -> false;
                };
            case EXITED, DEAD, REMOVING ->
                throw failed("ended with exit status " + details.get().exit());
            case CREATED, PAUSED, RESTARTING -> false;
        };
    }

    private void tell(Engine.State state, Engine.Health health) {
        Enum<?> says = state == Engine.State.RUNNING && health != Engine.Health.NONE ? health : state;
        String now = says.name().toLowerCase(Locale.ROOT);
        if (!now.equals(last)) {
            last = now;
            progress.accept(container + ": " + now);
        }
    }

    private EngineException failed(String what) {
        return new EngineException(
                client.host() + ": " + container + " " + what + "; its last output:\n"
                        + lastOutput().indent(2).stripTrailing(),
                "Fix the cause that it names; run on the host for the whole output: docker logs " + container);
    }

    /** What cannot be read must not hide why somebody wanted to. */
    private String lastOutput() {
        try {
            return read();
        } catch (EngineException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    private String read() {
        return client.ask("read the output of " + container, docker -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            ResultCallback.Adapter<Frame> frames = new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Frame frame) {
                    output.writeBytes(frame.getPayload());
                }
            };
            try (var reading = docker.logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(LAST_LINES)
                    .exec(frames)) {
                reading.awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return output.toString(StandardCharsets.UTF_8);
        });
    }
}
