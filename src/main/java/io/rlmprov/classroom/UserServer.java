package io.rlmprov.classroom;

import io.rlmprov.config.Printable;
import io.rlmprov.config.RlmprovException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The names that DockerSpawner gives to what belongs to one user.
 *
 * @param user the user's name, as the hub has it
 */
public record UserServer(String user) {
    /**
     * Of the user with this name.
     *
     * @throws RlmprovException if nobody can have the name
     */
    public static UserServer of(String name) {
        if (!name.matches("[a-z0-9][a-z0-9._+@-]{0,63}")) {
            throw new RlmprovException(
                    "\"" + Printable.line(name) + "\" is no user name.",
                    "\"rlmprov users\" lists the users of the hub.");
        }
        return new UserServer(name);
    }

    /** The volume with the user's home. */
    public String volume() {
        return "jupyterhub-user-" + escaped();
    }

    /** The container of the user's server. */
    public String container() {
        return "jupyter-" + escaped();
    }

    /** Letters and digits stay, and every other byte becomes a dash and two hexadecimal digits (package escapism). */
    private String escaped() {
        StringBuilder escaped = new StringBuilder();
        for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            escaped.append(
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                            ? String.valueOf(c)
                            : String.format(Locale.ROOT, "-%02x", (int) c));
        }
        return escaped.toString();
    }
}
