package io.rlmprov.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the journal of a hub says, read from the lines that {@link Journal} wrote. Lines that an interrupted write damaged are
 * counted and left out.
 *
 * @param runs the runs of apply, destroy and the commands for a class, the oldest first
 * @param holder who holds the lock now, for example {@code ann@laptop since 2026-11-26T10:00:00Z}; empty if it is free
 * @param unreadable the number of damaged lines
 */
public record History(List<Run> runs, Optional<String> holder, int unreadable) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The start of each line, by which a line behind half of another one is found. */
    private static final String START = "{\"at\":";

    private static final String LOCK = "lock: ";

    /**
     * One run of a command that changes the host.
     *
     * @param at when it began
     * @param by the operator and their computer, for example {@code ann@laptop}
     * @param plan id of its plan; empty for a command that has none, for example {@code share}
     * @param action the command, for example {@code apply}
     * @param version the version of rlmprov; empty in journals of older versions
     * @param took how long it took; empty if nobody wrote its end
     * @param failed id of the operation that failed first
     * @param steps the operations that ended, in that order
     */
    public record Run(
            Instant at,
            String by,
            String plan,
            String action,
            Optional<String> version,
            End end,
            Optional<Duration> took,
            Optional<String> failed,
            List<Step> steps) {
        /** The operator, for example {@code ann}. */
        public String operator() {
            return by.contains("@") ? by.substring(0, by.lastIndexOf('@')) : by;
        }

        /** The operator's computer, for example {@code laptop}; empty if it is not known. */
        public String from() {
            return by.contains("@") ? by.substring(by.lastIndexOf('@') + 1) : "";
        }
    }

    /**
     * An operation of a run.
     *
     * @param operation its id, for example {@code hub1/build-image/rlm-hub}
     * @param result {@code done}, {@code failed}, {@code skipped} or {@code interrupted}
     * @param took empty in a journal of an older version
     */
    public record Step(String operation, String result, Optional<Duration> took) {}

    /** How a run ended. */
    public enum End {
        /** The host is as the plan said. */
        DONE,
        /** An operation failed, or the host was not as the plan said afterwards. */
        FAILED,
        /** The operator pressed Ctrl-C. */
        INTERRUPTED,
        /** The journal has no end of it: the connection was lost, or rlmprov or the host was killed. */
        CUT_OFF,
        /** It holds the lock. */
        AT_WORK
    }

    /** Reads the output of {@code journal.sh}. */
    static History parse(List<String> lines) {
        Optional<String> holder = lines.stream()
                .filter(line -> line.startsWith(LOCK))
                .map(line -> line.substring(LOCK.length()))
                .findFirst();
        return parse(lines.stream().filter(line -> !line.startsWith(LOCK)).toList(), holder);
    }

    /** Reads lines of the journal. */
    static History parse(List<String> lines, Optional<String> holder) {
        Map<String, RunLines> runs = new LinkedHashMap<>();
        int unreadable = 0;
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            Optional<JsonNode> whole = read(line);
            // The next run continues the line that an interrupted write left without its end.
            Optional<JsonNode> entry =
                    whole.or(() -> line.lastIndexOf(START) > 0 ? read(line.substring(line.lastIndexOf(START))) : whole);
            unreadable += whole.isEmpty() ? 1 : 0;
            entry.ifPresent(node -> runs.computeIfAbsent(node.path("apply").asText(), _ -> new RunLines())
                    .add(node));
        }
        List<Run> all =
                runs.values().stream().flatMap(run -> run.run(holder).stream()).toList();
        return new History(all, holder, unreadable);
    }

    /** The last run of all; empty if there was none. */
    public Optional<Run> last() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    /** The runs of the plan with this ID. */
    public List<Run> of(String plan) {
        return runs.stream().filter(run -> run.plan().equals(plan)).toList();
    }

    private static Optional<JsonNode> read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            boolean entry = node.isObject()
                    && node.path("event").isTextual()
                    && time(node).isPresent();
            return entry ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return Optional.of(Instant.parse(node.path("at").asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Collects the lines of one run. */
    private static final class RunLines {
        private Optional<JsonNode> began = Optional.empty();
        private Optional<Duration> took = Optional.empty();
        private Optional<String> failed = Optional.empty();
        private final List<Step> steps = new ArrayList<>();
        private End end = End.CUT_OFF;

        void add(JsonNode node) {
            String operation = node.path("operation").asText();
            String event = node.path("event").asText();
            if (!operation.isEmpty()) {
                steps.add(new Step(operation, event, seconds(node)));
            }
            if (operation.isEmpty()) {
                end(event, node);
            } else if (event.equals("failed") && failed.isEmpty()) {
                failed = Optional.of(operation);
            } else if (event.equals("interrupted")) {
                end = End.INTERRUPTED;
            }
        }

        private void end(String event, JsonNode node) {
            switch (event) {
                case "began" -> began = Optional.of(node);
                case "applied", "destroyed", "done" -> end = End.DONE;
                case "failed" -> end = End.FAILED;
                case "interrupted" -> end = End.INTERRUPTED;
                default -> {}
            }
            took = seconds(node).or(() -> took);
        }

        private static Optional<Duration> seconds(JsonNode node) {
            return Optional.of(node.path("seconds"))
                    .filter(JsonNode::isNumber)
                    .map(seconds -> Duration.ofMillis(Math.round(seconds.asDouble() * 1000)));
        }

        /** Of a run whose beginning was damaged nobody knows who it was. */
        Optional<Run> run(Optional<String> holder) {
            return began.flatMap(node -> time(node).map(at -> {
                String by = node.path("by").asText();
                boolean holds = end == End.CUT_OFF
                        && holder.filter(who -> holds(who, by, at)).isPresent();
                return new Run(
                        at,
                        by,
                        node.path("plan").asText(),
                        node.path("action").asText(),
                        Optional.of(node.path("rlmprov").asText()).filter(text -> !text.isEmpty()),
                        holds ? End.AT_WORK : end,
                        took,
                        failed,
                        List.copyOf(steps));
            }));
        }

        private static boolean holds(String who, String by, Instant at) {
            String since = who.substring(who.lastIndexOf(' ') + 1);
            try {
                return who.startsWith(by + " since ") && !at.isBefore(Instant.parse(since));
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
