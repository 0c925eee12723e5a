package io.rlmprov.apply;

import io.rlmprov.kinds.Observed;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanFile.HostState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A saved plan beside the plan that the same hub.yaml gives now.
 *
 * @param saved as it was read from its file
 * @param now the same for the plan that was just made
 */
public record SavedPlan(PlanFile saved, PlanFile now) {
    /**
     * Refuses a plan that is not exactly the one that was saved.
     *
     * @throws StalePlanException with everything that changed
     */
    public void require() {
        List<String> changed = changed();
        if (!changed.isEmpty()) {
            throw StalePlanException.saved(changed);
        }
    }

    private List<String> changed() {
        List<String> changed = new ArrayList<>();
        differs(changed, "rlmprov: build ", saved.made().build(), now.made().build());
        differs(changed, "the hub: ", saved.plan().hub(), now.plan().hub());
        if (saved.config().digest() != null
                && now.config().digest() != null
                && !Objects.equals(saved.config().digest(), now.config().digest())) {
            changed.add("hub.yaml (" + now.config().path() + ")");
        }
        if (!Objects.equals(saved.config().archive(), now.config().archive())) {
            changed.add("the archive of images.base-archive");
        }
        saved.hosts().forEach(then -> host(changed, then));
        now.hosts().stream()
                .map(HostState::name)
                .filter(name ->
                        saved.hosts().stream().noneMatch(then -> then.name().equals(name)))
                .forEach(name -> changed.add("hub.yaml has one more host, " + name));
        if (changed.isEmpty() && !saved.plan().id().equals(now.plan().id())) {
            changed.add("what is to be done: plan " + saved.plan().id() + " -> "
                    + now.plan().id());
        }
        return changed;
    }

    private static void differs(List<String> changed, String what, String then, String now) {
        if (!then.equals(now)) {
            changed.add(what + then + " -> " + now);
        }
    }

    private void host(List<String> changed, HostState then) {
        String name = then.name();
        Optional<HostState> found =
                now.hosts().stream().filter(host -> host.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            changed.add("hub.yaml has no host " + name);
            return;
        }
        HostState is = found.get();
        if (!then.machine().equals(is.machine())) {
            changed.add(name + " is another machine");
        }
        if (!same(name, PlanDocument.Host::fingerprint)) {
            Moves.between(observed(then), observed(is)).forEach(move -> changed.add("on " + name + ": " + move));
        }
        if (!same(name, PlanDocument.Host::desired)) {
            List<String> asked =
                    Moves.between(HostState.values(name, then.desired()), HostState.values(name, is.desired()));
            asked.forEach(move -> changed.add("what is asked for on " + name + ": " + move));
        }
    }

    private static Observed observed(HostState state) {
        return new Observed(HostState.values(state.name(), state.observed()));
    }

    private boolean same(String host, Function<PlanDocument.Host, String> digest) {
        return digest(saved, host, digest).equals(digest(now, host, digest));
    }

    private static Optional<String> digest(PlanFile file, String host, Function<PlanDocument.Host, String> digest) {
        return file.plan().hosts().stream()
                .filter(it -> it.name().equals(host))
                .map(digest)
                .findFirst();
    }
}
