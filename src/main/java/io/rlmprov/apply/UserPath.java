package io.rlmprov.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.apply.Station.Outcome;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The path of a user through the host, walked by {@code check-server.sh}: from the proxy to a server of a test user, and from
 * inside it to the hub's API and the model provider.
 *
 * @param stations in the order in which they were tried; the last one is where the path ends, if it does not pass
 */
public record UserPath(List<Station> stations) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "check-server.sh";

    /** Keeps the stations as they are now. */
    public UserPath {
        stations = List.copyOf(stations);
    }

    /**
     * Walks it.
     *
     * @param variables of {@code check-server.sh} and {@code join-turn.sh}
     * @param lines told what goes on, a line for each station
     * @throws StepFailed if it could not be walked
     */
    static UserPath walk(
            TargetHost host, ScriptFiles scripts, String doing, Map<String, String> variables, Consumer<String> lines) {
        Script script = scripts.script(SCRIPT, variables).after(scripts.text("join-turn.sh"));
        RemoteShell.Result result = host.run(
                script,
                line -> lines.accept(station(line).map(Station::toString).orElse(line)));
        UserPath path = parse(result.out());
        if (!result.ok() && path.first(Outcome.FAILED).isEmpty()) {
            throw new StepFailed(doing, result, "Run rlmprov apply, then rlmprov check.");
        }
        return path;
    }

    /**
     * Walks it outside of an apply; waits while an apply is at work.
     *
     * @param run names this run: letters and digits
     */
    public static UserPath walk(TargetHost host, ScriptFiles scripts, String hub, String run, Consumer<String> lines) {
        return walk(
                host, scripts, "Checking the path of a user", new TreeMap<>(Map.of("HUB", hub, "APPLY", run)), lines);
    }

    /** Reads the output of {@code check-server.sh}. */
    static UserPath parse(String output) {
        return new UserPath(
                output.lines().flatMap(line -> station(line).stream()).toList());
    }

    private static Optional<Station> station(String line) {
        if (!line.startsWith("{\"station\": ")) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(line);
            Outcome outcome = switch (node.path("outcome").asText()) {
                case "ok" -> Outcome.OK;
                case "skipped" -> Outcome.SKIPPED;
                default -> node.path("where").asText().equals("reach") ? Outcome.UNREACHED : Outcome.FAILED;
            };
            return Optional.of(new Station(
                    node.path("station").asText(),
                    outcome,
                    node.path("said").asText(),
                    node.path("remedy").asText()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The same behind a station that was tried from elsewhere. */
    public UserPath behind(Station station) {
        return new UserPath(Stream.concat(Stream.of(station), stations.stream()).toList());
    }

    /** The first station with this outcome. */
    public Optional<Station> first(Outcome outcome) {
        return stations.stream().filter(station -> station.outcome() == outcome).findFirst();
    }

    /** Where it ends: the first station that a user does not get past. */
    public Optional<Station> end() {
        return stations.stream().filter(station -> !station.passed()).findFirst();
    }

    /**
     * Fails if something on the host is at fault.
     *
     * @throws RlmprovException with every such station
     */
    public void requireHost() {
        List<Station> failed = all(Outcome.FAILED);
        if (!failed.isEmpty()) {
            throw new RlmprovException(
                    "The path of a user ends at " + String.join("; and at ", texts(failed)),
                    failed.getFirst().remedy());
        }
    }

    /** What is not reached from the host, a sentence or two each; an apply only warns of it. */
    public List<String> warnings() {
        return all(Outcome.UNREACHED).stream()
                .map(station -> station + ". " + station.remedy())
                .toList();
    }

    private List<Station> all(Outcome outcome) {
        return stations.stream().filter(station -> station.outcome() == outcome).toList();
    }

    private static List<String> texts(List<Station> stations) {
        List<String> texts = new ArrayList<>();
        stations.forEach(station -> texts.add(station.toString()));
        return texts;
    }
}
