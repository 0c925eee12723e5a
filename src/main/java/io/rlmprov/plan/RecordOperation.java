package io.rlmprov.plan;

import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Action;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The last operation of every apply: what was applied is kept with the host, and the mark of the apply goes. */
record RecordOperation(Work work, List<Kind> kinds) {
    void add() {
        byte[] content = Recorded.of(work.desired(), kinds).toJson().getBytes(StandardCharsets.UTF_8);
        work.graph()
                .add(Draft.of(
                                "record",
                                "Recording what was applied",
                                "Recorded what was applied",
                                new Action.Run(
                                                "record.sh",
                                                Map.of(
                                                        "HUB", work.hub().name(),
                                                        "BYTES", String.valueOf(content.length)),
                                                "See whether the disk of the host is full.")
                                        .reading(out -> out.write(content)))
                        .after(Draft.ALL));
    }
}
