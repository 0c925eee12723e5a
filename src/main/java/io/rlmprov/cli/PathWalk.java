package io.rlmprov.cli;

import io.rlmprov.apply.UserPath;
import io.rlmprov.config.Printable;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.kinds.proof.LastProof;
import io.rlmprov.plan.HostPlan;
import io.rlmprov.plan.Plan;
import io.rlmprov.ui.PathJson;
import io.rlmprov.ui.PathText;
import java.util.List;

/** Walks the path of a user from this computer on, and shows it. */
record PathWalk(Surroundings around, Workspace workspace, ConnectedHost host) {
    /**
     * Shows every station.
     *
     * @param json whether a program reads it
     * @return whether a user can work, as far as was tried
     */
    boolean show(boolean json) {
        UserPath path = walk(json).behind(new Reach(workspace.url(host)).station());
        around.out()
                .print(
                        json
                                ? PathJson.pretty(workspace.hub().name(), host.name(), path) + "\n"
                                : new PathText(around.style())
                                        .render(workspace.hub().name(), path));
        around.out().flush();
        return path.end().isEmpty();
    }

    /**
     * Walks the part on the host and warns of what it does not reach.
     *
     * @throws io.rlmprov.config.RlmprovException if something on the host is at fault
     */
    void requireHost(boolean json) {
        UserPath path = walk(json);
        path.requireHost();
        warn(path.warnings());
    }

    /** Warns if this computer does not reach the hub. */
    void warnOfReach() {
        warn(new UserPath(List.of(new Reach(workspace.url(host)).station())).warnings());
    }

    /** Whether the path has to be walked although there is nothing to do. */
    static boolean isDue(Plan plan) {
        return plan.hosts().stream()
                .map(HostPlan::facts)
                .anyMatch(facts -> LastProof.of(facts).map(LastProof::stale).orElse(true));
    }

    private UserPath walk(boolean json) {
        if (!json) {
            around.err()
                    .println("Checking the path of a user of " + workspace.hub().name() + " ...");
        }
        return workspace.walk(host, _ -> {});
    }

    private void warn(List<String> warnings) {
        warnings.forEach(warning -> around.err().println("Warning: " + Printable.line(warning)));
        around.err().flush();
    }
}
