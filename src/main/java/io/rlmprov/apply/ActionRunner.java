package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.model.Action;
import io.rlmprov.model.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs actions on one host.
 *
 * @param apply names this run: its scripts share a turn, and those of others wait
 * @param mark path of the mark that says that an apply has not come to its end; empty if none is to be made
 */
record ActionRunner(TargetHost host, ScriptFiles scripts, String apply, String mark) {
    /**
     * Runs an action and waits for its end.
     *
     * @param doing what it does, for errors
     * @param lines told what it prints
     * @throws StepFailed if it could not be done
     */
    void run(String doing, Action action, Consumer<String> lines) {
        switch (action) {
            case Action.Run run -> script(doing, run, lines);
            case Action.WalkPath walk -> path(doing, walk, lines);
            case Action.Remove remove ->
                remove.containers().forEach(container -> host.engine().remove(container, remove.grace()));
            case Action.AwaitHealthy await ->
                await.containers().forEach(container -> host.engine().awaitHealthy(container, await.patience(), lines));
            case Action.Resize resize -> resize(resize, lines);
        }
    }

    private void path(String doing, Action.WalkPath walk, Consumer<String> lines) {
        Map<String, String> variables = Map.of("HUB", walk.hub(), "APPLY", apply, "MARK", mark);
        UserPath path = UserPath.walk(host, scripts, doing, variables, lines);
        try {
            path.requireHost();
        } catch (RlmprovException fault) {
            throw new StepFailed(doing, fault);
        }
        if (!path.warnings().isEmpty()) {
            lines.accept(Outcome.DONE + "A test user's server starts. Warning: " + String.join(" ", path.warnings()));
        }
    }

    private void script(String doing, Action.Run run, Consumer<String> lines) {
        Map<String, String> variables = new TreeMap<>(run.variables());
        variables.put("APPLY", apply);
        variables.put("MARK", mark);
        Script script =
                scripts.script(run.script(), variables).withInput(run.input()).after(scripts.text("join-turn.sh"));
        RemoteShell.Result result = host.run(script, lines);
        if (!result.ok()) {
            throw new StepFailed(doing, result, run.remedy());
        }
        run.image().filter(image -> host.engine().image(image).isEmpty()).ifPresent(image -> {
            throw new StepFailed(
                    doing,
                    new RlmprovException(
                            "the build ended well, but the engine has no image " + image + ".", run.remedy()));
        });
    }

    private void resize(Action.Resize resize, Consumer<String> lines) {
        Engine engine = host.engine();
        SortedMap<String, Limits.Size> containers = new TreeMap<>();
        resize.unlabelled().forEach(name -> containers.put(name, resize.limits().standard()));
        engine.containers("io.rlmprov.hub", resize.hub()).stream()
                .filter(container -> container.state() == Engine.State.RUNNING)
                .filter(container -> container.labels().containsKey("io.rlmprov.user"))
                // Not what somebody else gave our labels.
                .filter(container -> container.name().startsWith("jupyter-"))
                .forEach(container -> containers.put(container.name(), size(resize.limits(), container.labels())));
        containers.forEach((container, size) -> engine.inspect(container)
                .filter(details -> details.cpus() != size.cpu()
                        || details.memory().orElse(0) != size.memory()
                        || details.memorySwap().orElse(0) != size.memory())
                .ifPresent(_ -> resize(engine, container, size, lines)));
    }

    private static Limits.Size size(Limits limits, Map<String, String> labels) {
        return limits.of(
                labels.getOrDefault("io.rlmprov.user", ""), Optional.ofNullable(labels.get("io.rlmprov.profile")));
    }

    private static void resize(Engine engine, String container, Limits.Size size, Consumer<String> lines) {
        switch (engine.resize(container, size.memory(), size.cpu())) {
            case Engine.Resize.Done done -> {
                lines.accept(container);
                done.warnings().forEach(lines);
            }
            case Engine.Resize.Gone _ -> lines.accept(container + " has ended meanwhile");
            case Engine.Resize.InUse use ->
                lines.accept(
                        container + " uses " + (use.bytes() >> 20) + " MiB: it keeps its limits until its next start");
        }
    }
}
