package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.util.regex.Pattern;

/** Why a script did not even begin: sudo, or a login that runs nothing. */
final class NotStarted {
    private static final int NOT_FOUND = 127;

    /** As bash, dash, zsh, fish and csh say it; a start-up file may miss another command. */
    private static final Pattern NO_SUDO = Pattern.compile(
            "sudo: (command )?not found|command not found: sudo|Unknown command:? .?sudo", Pattern.CASE_INSENSITIVE);

    /** As sudo and sudo-rs say it. */
    private static final Pattern WANTS_PASSWORD =
            Pattern.compile("sudo: (a password|interactive authentication) is required");

    private NotStarted() {}

    static RlmprovException because(String host, String user, int exit, String noise, SudoTalk sudo) {
        String said = noise.isBlank() ? "it printed nothing" : "it said: " + noise.strip();
        boolean root = user.equals("root");
        if (sudo.refused()) {
            return new SudoRefusedException(
                    host + ": sudo refused the password of " + user + "; " + said,
                    "It was tried once, so that the account is not locked. Check hosts[].sudo-password, or type it again.");
        }
        if (sudo.stuck()) {
            return new SudoRefusedException(
                    host + ": sudo of " + user + " waits for something else than a password; " + said,
                    withoutPassword(user));
        }
        if (!root && noise.contains("tty") && noise.contains("sudo")) {
            return new SudoRefusedException(
                    host + ": sudo of " + user + " wants a terminal (requiretty); " + said,
                    "On the host, as root:\n  " + sudoers(user, "Defaults:" + user + " !requiretty"));
        }
        if (!root && exit == NOT_FOUND && NO_SUDO.matcher(noise).find()) {
            return new SudoRefusedException(
                    host + ": there is no sudo on the host, and " + user + " is not root; " + said,
                    "Set hosts[].user to root, or install sudo and give " + user + " the right to use it.");
        }
        if (!root && WANTS_PASSWORD.matcher(noise).find()) {
            return new PasswordWantedException(
                    host + ": sudo of " + user + " wants a password; " + said,
                    "Set hosts[].sudo-password, or run rlmprov at a terminal, where it asks. To do without one: "
                            + withoutPassword(user));
        }
        if (!root && noise.contains("sudo")) {
            return new SudoRefusedException(host + ": " + user + " may not use sudo; " + said, withoutPassword(user));
        }
        return new RlmprovException(
                host + ": the login of " + user + " runs no commands (exit status " + exit + "); " + said,
                "Use a login with an ordinary shell (hosts[].user), whose start-up files (as .bashrc) neither exit nor"
                        + " start another shell (as exec fish) when a command is to be run.");
    }

    private static String withoutPassword(String user) {
        return "On the host, as root:\n  " + sudoers(user, user + " ALL=(ALL) NOPASSWD:ALL");
    }

    private static String sudoers(String user, String line) {
        String file = "/etc/sudoers.d/90-rlmprov-" + user;
        return "echo '" + line + "' > " + file + " && chmod 0440 " + file;
    }
}
