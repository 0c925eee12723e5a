package io.rlmprov.ui;

import io.rlmprov.apply.Event;
import io.rlmprov.config.Printable;
import io.rlmprov.model.Operation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operations of a run by their numbers, and since when each of them runs. */
final class Steps {
    private List<Operation> all = List.of();
    private final Map<Operation, Instant> began = new HashMap<>();

    void begin(List<Operation> operations) {
        all = List.copyOf(operations);
    }

    void start(Operation operation, Instant now) {
        began.put(operation, now);
    }

    /** {@code [4/11] }: the fourth of eleven, as the plan numbers them. */
    String number(Operation operation) {
        int index = all.indexOf(operation);
        return index < 0 ? "" : "[" + (index + 1) + "/" + all.size() + "] ";
    }

    String elapsed(Operation operation, Instant now) {
        return Elapsed.since(began.getOrDefault(operation, now), now);
    }

    static String skipped(Event.Skipped event) {
        return Printable.line(event.operation().doing() + ": not done, since this failed: "
                + event.failed().doing());
    }
}
