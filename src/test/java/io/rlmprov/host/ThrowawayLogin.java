package io.rlmprov.host;

import java.nio.file.Path;
import java.util.UUID;

/**
 * A login that is not root, with bash as its shell: made and removed by a test that runs as root. A test of another user
 * needs root, too, since only root's sshd lets others in.
 */
final class ThrowawayLogin implements AutoCloseable {
    private final String name;
    private final Path home;

    private ThrowawayLogin(String name, Path home) {
        this.name = name;
        this.home = home;
    }

    static ThrowawayLogin create(Path home) {
        if (!System.getProperty("user.name").equals("root")) {
            throw new AssertionError("This test makes a login and so needs root.");
        }
        Shell.write(home.resolve(".bashrc"), "");
        String name = "rlmprov-it-" + UUID.randomUUID().toString().substring(0, 8);
        // '*' is no password and, unlike '!', no lock: sshd refuses locked logins.
        Shell.run(
                "useradd",
                "--no-create-home",
                "--home-dir",
                home.toString(),
                "--shell",
                "/bin/bash",
                "--password",
                "*",
                name);
        return new ThrowawayLogin(name, home);
    }

    String name() {
        return name;
    }

    /** Lets sudo ask for a password. */
    void password(String password) {
        Path line = home.resolve("password");
        Shell.write(line, name + ":" + password + "\n");
        Shell.run("sh", "-c", "chpasswd <" + line + " && rm " + line);
    }

    /** Debian's bash reads it for commands over SSH, too. */
    void bashrc(String text) {
        Shell.write(home.resolve(".bashrc"), text + "\n");
    }

    @Override
    public void close() {
        // Its last process may take a moment to end after its connection.
        Shell.run("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do userdel " + name + " && exit; sleep 0.5; done; exit 1");
    }
}
