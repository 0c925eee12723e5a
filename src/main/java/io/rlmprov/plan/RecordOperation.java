package io.rlmprov.plan;

import io.rlmprov.kinds.Changes;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.model.Action;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last operation of every apply: what was applied is kept with the host, and the mark of the apply goes. Of changes that were
 * left out, the record keeps what it had.
 *
 * @param before the record until now
 */
record RecordOperation(Work work, List<Kind> kinds, Recorded before) {
    void add() {
        if (work.destroys()) {
            // Whoever removes the rest of the hub removes the record.
            boolean stays =
                    work.graph().drafts().stream().noneMatch(draft -> draft.id().equals("remove-hub"));
            if (work.partial() && stays && !before.outdated()) {
                add(before.without(Changes.addresses(work.changes()
                        .acting()
                        .filter(it -> it.verb() == Verb.DELETE)
                        .toList())));
            }
            return;
        }
        List<Change> leftOut = work.changes().leftOut();
        add(Recorded.of(work.desired(), kinds).except(Changes.addresses(leftOut), before));
    }

    private void add(Recorded record) {
        boolean unproven = work.partial() && (work.destroys() || Proof.putOff(work));
        work.graph()
                .add(Draft.of(
                                "record",
                                "Recording what was applied",
                                "Recorded what was applied",
                                write(work.hub().name(), record, unproven))
                        .after(Draft.ALL));
    }

    /**
     * Writes a record.
     *
     * @param unproven whether the mark of an apply that is not proven stays
     */
    static Action write(String hub, Recorded record, boolean unproven) {
        byte[] content = record.toJson().getBytes(StandardCharsets.UTF_8);
        Map<String, String> variables = new TreeMap<>(Map.of("HUB", hub, "BYTES", String.valueOf(content.length)));
        if (unproven) {
            variables.put("UNPROVEN", "1");
        }
        return new Action.Run("record.sh", variables, "See whether the disk of the host is full.")
                .reading(out -> out.write(content));
    }
}
