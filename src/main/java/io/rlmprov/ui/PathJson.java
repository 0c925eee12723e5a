package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.UserPath;
import java.util.Locale;

/**
 * The path of a user, for programs: {@code {"hub": "rlm-class", "host": "hub1", "passed": false, "end": "DNS", "stations":
 * [{"name": "DNS", "outcome": "unreached", "said": "...", "remedy": "..."}, ...]}}.
 */
public final class PathJson {
    private PathJson() {}

    /** JSON for people, too. {@code end} is there only if the path does not pass. */
    public static String pretty(String hub, String host, UserPath path) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("hub", hub)
                .put("host", host)
                .put("passed", path.end().isEmpty());
        path.end().ifPresent(end -> node.put("end", end.name()));
        ArrayNode stations = node.putArray("stations");
        path.stations().forEach(station -> {
            ObjectNode one = stations.addObject()
                    .put("name", station.name())
                    .put("outcome", station.outcome().name().toLowerCase(Locale.ROOT))
                    .put("said", station.said());
            if (!station.remedy().isEmpty()) {
                one.put("remedy", station.remedy());
            }
        });
        return node.toPrettyString();
    }
}
