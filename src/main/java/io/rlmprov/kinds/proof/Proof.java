package io.rlmprov.kinds.proof;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether an apply has seen that a user can work. An apply that begins leaves a mark in the folder of the hub's state, and one
 * that has proved the hub removes it: one that was cut off cannot pass for one that came to its end.
 */
public final class Proof implements Kind {
    /** The kind's name. */
    public static final String NAME = "proof";

    /** The mark of an apply that has not come to its end, in the folder of the hub's state. */
    public static final String MARK = "unproven";

    private static final String HUB = "hub";
    private static final String STATE = "state";

    /** After changes of these, a server of a test user has to start. */
    private static final String[] PROVED = {"engine", "image", "network", "firewall", "service", NAME};

    @Override
    public String name() {
        return NAME;
    }

    /** The proof that is demanded where a mark lies. */
    public record Demanded(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return new TreeMap<>(Map.of(STATE, Attribute.config("proven")));
        }
    }

    @Override
    public List<Demanded> desired(Blueprint blueprint) {
        LastProof.of(blueprint.facts()).ifPresent(proof -> blueprint.note(proof.toString()));
        return blueprint.facts().stateFiles().containsKey(MARK)
                ? List.of(new Demanded(blueprint.address(NAME, HUB)))
                : List.of();
    }

    @Override
    public boolean recorded() {
        return false;
    }

    @Override
    public void observe(Survey survey) {
        if (survey.facts().stateFiles().containsKey(MARK) && !survey.destroys()) {
            survey.put(NAME, HUB, STATE, "not proven: an apply was cut off");
        }
    }

    @Override
    public Set<Change.Reason> condition(SortedMap<String, Value> observed) {
        return Set.of(Change.Reason.UNPROVEN);
    }

    /**
     * Whether no user can start a server after this apply because of changes that were left out. The mark stays then, and the
     * next plan demands the proof.
     */
    public static boolean putOff(Work work) {
        return work.changes().leftOut().stream().anyMatch(Proof::hinders);
    }

    private static boolean hinders(Change left) {
        boolean proved = List.of(PROVED).contains(left.address().kind());
        boolean down = left.fields().stream().anyMatch(field -> field.path().equals(STATE));
        return proved && (left.verb() == Change.Verb.CREATE || !left.reasons().isEmpty() || down);
    }

    @Override
    public void operations(Work work) {
        boolean asked = !work.changes().of(PROVED).isEmpty() || work.changes().adopts("service");
        if (!asked || work.destroys() || putOff(work)) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "check-server",
                                "Starting a test user's server",
                                "Started and removed a test user's server",
                                new Action.WalkPath(work.hub().name()))
                        .making(work.changes().of(NAME))
                        .rule("a hub whose places are all taken starts none")
                        .after(
                                "build-image/",
                                "install-docker",
                                "load-firewall",
                                "start-stack",
                                "await-health",
                                "resize-servers"));
    }
}
