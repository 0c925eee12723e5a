package io.rlmprov.facts;

import io.rlmprov.facts.EngineFacts.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads section {@code engine} and judges whether the engine can be used. */
final class EngineFactsParser {
    private EngineFactsParser() {}

    static EngineFacts parse(KeyValues engine, boolean snap) {
        Optional<String> client = engine.find("client");
        Optional<String> server = engine.find("server");
        Optional<String> compose = engine.find("compose").map(version -> version.replaceFirst("^v", ""));
        List<String> reasons = new ArrayList<>();
        State state = judge(client, server, compose, snap, reasons);
        if (state == State.STOPPED) {
            engine.all("problem").stream().distinct().forEach(reasons::add);
        }
        return new EngineFacts(
                state,
                reasons,
                client.map(EngineFactsParser::versionOf),
                server,
                compose,
                engine.find("buildx").map(version -> version.replaceFirst("^v", "")),
                engine.text("driver"),
                // Static, generated and indirect ones are started by others; without systemd's unit we cannot know.
                engine.find("unit.UnitFileState")
                        .filter(unit -> unit.equals("disabled") || unit.startsWith("masked"))
                        .or(() -> engine.find("unit.masked"))
                        .isPresent(),
                packages(engine.all("package")),
                engine.all("warning"));
    }

    private static State judge(
            Optional<String> client,
            Optional<String> server,
            Optional<String> compose,
            boolean snap,
            List<String> reasons) {
        if (snap) {
            reasons.add("Docker was installed as a snap, which sees no files outside of home directories.");
            return State.FOREIGN;
        }
        if (client.isEmpty()) {
            reasons.add("There is no Docker.");
            return State.ABSENT;
        }
        if (!client.get().startsWith("Docker version ")) {
            reasons.add("The command \"docker\" is not Docker: it says \"" + client.get() + "\".");
            return State.FOREIGN;
        }
        if (server.isEmpty()) {
            reasons.add("The Docker daemon does not answer.");
            return State.STOPPED;
        }
        if (EngineFacts.oldServer(server.get())) {
            reasons.add("Docker is " + server.get() + "; 20.10 or newer is needed.");
        }
        if (compose.isEmpty()) {
            reasons.add("The plugin \"docker compose\" is not installed.");
        } else if (EngineFacts.oldCompose(compose.get())) {
            reasons.add("\"docker compose\" is " + compose.get() + "; 2.20 or newer is needed.");
        }
        return reasons.isEmpty() ? State.READY : State.TOO_OLD;
    }

    /** {@code 26.1.5} of {@code Docker version 26.1.5+dfsg1, build a72d7cd}. */
    private static String versionOf(String client) {
        Matcher matcher = Pattern.compile("\\d+(\\.\\d+)+").matcher(client);
        return matcher.find() ? matcher.group() : client;
    }

    private static SortedMap<String, String> packages(List<String> lines) {
        SortedMap<String, String> packages = new TreeMap<>();
        for (String line : lines) {
            String[] part = line.split(" ", 2);
            packages.put(part[0], part.length == 2 ? part[1] : "");
        }
        return packages;
    }
}
