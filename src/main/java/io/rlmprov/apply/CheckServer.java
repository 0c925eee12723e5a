package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts a server of a test user as the hub would, and takes it away again. A hub whose places are all taken starts
 * none, which is no fault: its users' servers have shown that it can.
 */
final class CheckServer implements ScriptStep {
    /** With this begins what rlmprov-check prints about a hub that is full. */
    private static final String NOT_TRIED = "not tried: ";

    private final ScriptFiles scripts;
    private final String hub;
    // Output is told by the thread that reads it.
    private volatile String done = "Started and removed a test user's server";

    CheckServer(ScriptFiles scripts, String hub) {
        this.scripts = scripts;
        this.hub = hub;
    }

    @Override
    public String doing() {
        return "Starting a test user's server";
    }

    @Override
    public String done() {
        return done;
    }

    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        ScriptStep.super.run(host, line -> {
            if (line.startsWith(NOT_TRIED)) {
                done = "Started no test user's server: " + line.substring(NOT_TRIED.length());
            }
            lines.accept(line);
        });
    }

    @Override
    public ScriptFiles scripts() {
        return scripts;
    }

    @Override
    public Script script() {
        return scripts.script("check-server.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "On the host, \"docker compose -p rlmprov-" + hub + " logs hub\" shows more.";
    }
}
