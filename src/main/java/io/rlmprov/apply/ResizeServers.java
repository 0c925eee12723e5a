package io.rlmprov.apply;

import io.rlmprov.desired.Resource;
import java.util.List;
import java.util.function.Consumer;

/** Gives running servers their new limits, without a restart. One that ended meanwhile gets them when it starts. */
record ResizeServers(List<Resource.UserServer> servers) implements Step {
    @Override
    public String doing() {
        return "Resizing " + count();
    }

    @Override
    public String done() {
        return "Resized " + count();
    }

    private String count() {
        return servers.size() == 1 ? "1 running server" : servers.size() + " running servers";
    }

    @Override
    public void run(TargetHost host, Consumer<String> lines) {
        for (Resource.UserServer server : servers) {
            if (host.engine().inspect(server.container()).isPresent()) {
                resize(host.engine(), server, lines);
            }
        }
    }

    private static void resize(Engine engine, Resource.UserServer server, Consumer<String> lines) {
        switch (engine.resize(server.container(), server.memory(), server.cpu())) {
            case Engine.Resize.Done done -> {
                lines.accept(server.container());
                done.warnings().forEach(lines);
            }
            // It has grown since the plan was made; the next look keeps it as it is, and says so.
            case Engine.Resize.InUse use ->
                lines.accept(server.container() + " uses " + (use.bytes() >> 20)
                        + " MiB now: it keeps its limit until its next start");
        }
    }
}
