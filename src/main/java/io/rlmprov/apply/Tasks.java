package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Tasks as they are put in order. */
final class Tasks {
    private final List<Task> tasks = new ArrayList<>();

    /** A step that is taken only if resources ask for it. */
    void when(List<Address> asked, Function<List<Address>, Step> step) {
        if (!asked.isEmpty()) {
            add(step.apply(asked), asked);
        }
    }

    /** A step that is taken; {@code resources} are those that asked for it. */
    void add(Step step, List<Address> resources) {
        tasks.add(new Task(step, resources));
    }

    List<Task> inOrder() {
        return List.copyOf(tasks);
    }
}
