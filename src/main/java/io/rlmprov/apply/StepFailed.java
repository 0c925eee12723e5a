package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import java.util.List;

/** A step that failed on the host: what was being done, how it ended, and the last that it printed. */
public final class StepFailed extends RlmprovException {
    private static final int CONTEXT_LINES = 20;
    private static final String GOES_ON = " What was done so far stays; the next apply goes on from there.";

    /** A script that exited with another status than 0. */
    StepFailed(String doing, RemoteShell.Result result, String remedy) {
        super(doing + " failed with exit status " + result.exit() + "." + tail(result), remedy + GOES_ON);
    }

    /** A step that could not even be tried, as on a connection that was lost, or one that the engine refused. */
    StepFailed(String doing, RlmprovException why) {
        super(doing + " failed: " + why.getMessage(), (why.remedy() + GOES_ON).strip(), why);
    }

    private static String tail(RemoteShell.Result result) {
        List<String> lines = (result.out() + "\n" + result.err())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            return " It printed nothing.";
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - CONTEXT_LINES), lines.size());
        return " Its last lines:\n  | " + String.join("\n  | ", last);
    }
}
