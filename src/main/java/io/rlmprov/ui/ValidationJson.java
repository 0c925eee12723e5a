package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Problem;
import io.rlmprov.config.Problem.Severity;
import java.util.List;
import java.util.Locale;

/** What {@code rlmprov validate --json} prints. */
public final class ValidationJson {
    private ValidationJson() {}

    /** The verdict, the number of errors and of warnings, and each of them with its place. */
    public static ObjectNode of(List<Problem> problems) {
        long errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("valid", errors == 0)
                .put("errors", errors)
                .put("warnings", problems.size() - errors);
        ArrayNode all = node.putArray("problems");
        for (Problem problem : problems) {
            ObjectNode one =
                    all.addObject().put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            OutcomeJson.put(problem, one);
        }
        return node;
    }
}
