package io.rlmprov.apply;

import io.rlmprov.model.Operation;
import io.rlmprov.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;

/**
 * An apply that is interrupted.
 *
 * @param story what was to be applied
 * @param way how
 * @param point where in the operation
 * @param operation number of the operation, from 0
 * @param changes how many changes the operation has made in its middle; -1 for one that makes none: there, it is interrupted
 *     when it prints something
 */
record Interruption(Story story, Way way, Point point, int operation, int changes) {
    /** Where in an operation. */
    enum Point {
        BEFORE,
        MIDDLE,
        /** The operation is done, and the journal does not know. */
        DONE
    }

    /** What is applied when it happens. */
    enum Story {
        /** To a host without anything. */
        FIRST {
            @Override
            void begin(FakeHost host, Operator operator) {}
        },
        /** Nearly everything is changed while a user works. */
        CHANGE {
            @Override
            void begin(FakeHost host, Operator operator) {
                operator.apply();
                host.userLogsIn("bob");
                operator.edit("count: 20", "count: 10").add("http: {port: 80}\nserver: {memory: 256M}\n");
                operator.environment.put("OPENAI_API_KEY", Operator.KEY + "-another");
                operator.hubContext.putAll(Operator.files("Dockerfile", "FROM another"));
                operator.userContext.putAll(Operator.files("Dockerfile", "FROM another"));
                operator.notebooks.remove("1 start.ipynb");
            }
        },
        /** A hub of plain HTTP gets a certificate. */
        HTTPS {
            @Override
            void begin(FakeHost host, Operator operator) {
                operator.apply();
                host.userLogsIn("bob");
                operator.add("https: {domain: hub.example.org}\nauth: {type: accounts, sign-up: open}\n");
            }
        };

        /** The host's history until then. */
        abstract void begin(FakeHost host, Operator operator);
    }

    /** An operation of a story that nothing interrupts, and how many changes to the host it makes. */
    record Step(Operation operation, int changes) {}

    /** The operations of a story, and the host at its end. */
    record Whole(List<Step> steps, FakeHost host) {}

    /** What came of it. */
    record Ended(FakeHost host, Operator operator, Plan approved) {}

    /** Plays a story without an interruption. */
    static Whole whole(Story story) {
        FakeHost host = new FakeHost("rlm-class");
        List<Step> steps = new ArrayList<>();
        Striking operator = new Striking(host);
        story.begin(host, operator);
        int[] before = {0};
        operator.started = _ -> before[0] = host.machine().fuse.burnt();
        operator.finished =
                operation -> steps.add(new Step(operation, host.machine().fuse.burnt() - before[0]));
        operator.apply();
        return new Whole(steps, host);
    }

    /** Plays the story up to the interruption, and lets the host come back. */
    Ended play() {
        FakeHost host = new FakeHost("rlm-class");
        host.machine().powered = true;
        Striking operator = new Striking(host);
        story.begin(host, operator);
        Plan approved = operator.plan();
        String target = approved.operations().get(operation).id();
        operator.started = now -> {
            if (now.id().equals(target) && point == Point.BEFORE) {
                way.strike(host);
            } else if (now.id().equals(target) && point == Point.MIDDLE && changes >= 0) {
                host.machine().fuse.after(changes, () -> {
                    way.strike(host);
                    if (way.ends) {
                        Fuse.blow();
                    }
                });
            }
        };
        boolean[] struck = {false};
        operator.printed = now -> {
            if (now.id().equals(target) && point == Point.MIDDLE && changes < 0 && !struck[0]) {
                struck[0] = true;
                way.strike(host);
            }
        };
        operator.finished = now -> {
            boolean silent = point == Point.MIDDLE && changes < 0 && !struck[0];
            if (now.id().equals(target) && (point == Point.DONE || silent)) {
                way.strike(host);
            }
        };
        Optional<Throwable> end = Optional.ofNullable(Assertions.catchThrowable(operator::apply));
        operator.quiet();
        if (way.ends) {
            Assertions.assertThat(end).as("%s: the apply ends", this).isPresent();
        }
        host.machine().fuse.mend();
        way.recover(host);
        return new Ended(host, operator, approved);
    }

    /** All that can be compared of a host: files with their modes and owners, and what the engine has. */
    static SortedMap<String, String> state(FakeHost host) {
        SortedMap<String, String> state = new TreeMap<>();
        FakeMachine machine = host.machine();
        machine.files.below("").forEach((path, inode) -> {
            if (!path.endsWith("journal.jsonl")) {
                state.put("/" + path, inode.mode() + " " + inode.owner() + " " + inode.content());
            }
        });
        machine.docker.images().keySet().forEach(image -> state.put("image " + image, ""));
        machine.docker.networks().forEach((name, driver) -> state.put("network " + name, driver));
        machine.docker.volumes().forEach((name, labels) -> state.put("volume " + name, labels.toString()));
        machine.docker.containers().values().stream()
                .filter(it -> !it.name().startsWith("jupyter-"))
                .forEach(it -> state.put("container " + it.name(), it.toString()));
        return state;
    }

    @Override
    public String toString() {
        return "%s: %s, %s operation %d after %d changes of it".formatted(story, way.text, point, operation, changes);
    }

    /** An operator in whose apply something happens. */
    private static final class Striking extends Operator {
        private Consumer<Operation> started = _ -> {};
        private Consumer<Operation> printed = _ -> {};
        private Consumer<Operation> finished = _ -> {};

        Striking(FakeHost host) {
            super(host);
            add("trust: {certificates: [corp.pem]}\n");
        }

        void quiet() {
            started = _ -> {};
            printed = _ -> {};
            finished = _ -> {};
        }

        @Override
        void onEvent(Event event) {
            switch (event) {
                case Event.Started it -> started.accept(it.operation());
                case Event.Output it -> printed.accept(it.operation());
                case Event.Finished it -> finished.accept(it.operation());
                case Event.Began _, Event.Failed _, Event.Skipped _ -> {}
            }
        }
    }
}
