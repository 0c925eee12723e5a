package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** Why a script did not even begin: sudo, or a login that runs nothing. */
final class NotStarted {
    private static final int NOT_FOUND = 127;

    private NotStarted() {}

    static RlmprovException because(Target target, int exit, String noise) {
        String said = noise.isBlank() ? "it printed nothing" : "it said: " + noise.strip();
        boolean root = target.user().equals("root");
        if (!root && noise.contains("tty") && noise.contains("sudo")) {
            return new SudoRefusedException(
                    target.alias() + ": sudo of " + target.user() + " wants a terminal (requiretty); " + said,
                    "On the host, as root:\n  " + sudoers(target, "Defaults:" + target.user() + " !requiretty"));
        }
        if (!root && exit == NOT_FOUND) {
            return new SudoRefusedException(
                    target.alias() + ": there is no sudo on the host, and " + target.user() + " is not root; " + said,
                    "Set hosts[].user to root, or install sudo and give " + target.user() + " the right to use it.");
        }
        if (!root && noise.contains("sudo")) {
            return new SudoRefusedException(
                    target.alias() + ": " + target.user() + " may not use sudo without a password; " + said,
                    "On the host, as root:\n  " + sudoers(target, target.user() + " ALL=(ALL) NOPASSWD:ALL"));
        }
        return new RlmprovException(
                target.alias() + ": the login of " + target.user() + " runs no commands (exit status " + exit + "); "
                        + said,
                "Use a login with an ordinary shell: hosts[].user in hub.yaml.");
    }

    private static String sudoers(Target target, String line) {
        String file = "/etc/sudoers.d/90-rlmprov-" + target.user();
        return "echo '" + line + "' > " + file + " && chmod 0440 " + file;
    }
}
