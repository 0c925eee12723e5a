package io.rlmprov.host;

import io.rlmprov.config.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How commands of one host become root: as root's own login, by sudo without a password, or by sudo with one.
 *
 * <p>Without a password of hub.yaml the first command tries {@code sudo -n}. If sudo wants a password then, the operator is
 * asked once for the whole run. A password that sudo refused is not tried again: accounts get locked.
 */
final class Elevation {
    private final boolean root;
    private final String question;
    private final SudoPassword source;
    private final String prompt;
    private Optional<Secret> password;
    private boolean refused;

    Elevation(String user, String host, SudoPassword source) {
        this.root = user.equals("root");
        this.question = "Password of " + user + " for sudo on " + host + ": ";
        this.source = source;
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        // Nothing that a login prints by itself looks like it.
        this.prompt = "--rlmprov-asks-" + HexFormat.of().formatHex(random) + "--";
        this.password = root ? Optional.empty() : source.configured();
    }

    /** The command lines to use from now on. */
    synchronized Preamble preamble() {
        if (root) {
            return new Preamble("");
        }
        return new Preamble(password.isPresent() ? "sudo -S -p " + prompt + " -H " : "sudo -n -H ");
    }

    /** The talk with the sudo of one command that {@link #preamble()} made. */
    synchronized SudoTalk talk() {
        return password.map(secret -> new SudoTalk(prompt, secret)).orElseGet(SudoTalk::none);
    }

    /** Gets a password after sudo wanted one; false if there is none to be had. */
    synchronized boolean ask() {
        if (password.isEmpty()) {
            password = source.ask(question);
            return password.isPresent();
        }
        return false;
    }

    synchronized void refuse() {
        refused = true;
    }

    /** Whether sudo refused the password before. */
    synchronized boolean isRefused() {
        return refused;
    }
}
