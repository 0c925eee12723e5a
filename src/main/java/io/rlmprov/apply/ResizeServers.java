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
                host.engine()
                        .resize(server.container(), server.memory(), server.cpu())
                        .forEach(lines);
                lines.accept(server.container());
            }
        }
    }
}
