package io.rlmprov.config;

import java.util.Optional;

/**
 * One thing about hub.yaml that the user should know.
 *
 * @param severity whether it stops everything
 * @param location {@code hub.yaml:12:7}, or the file's name alone
 * @param path the key, as {@code server.memory}; empty if it is about the file
 * @param message what is wrong; never a secret
 * @param remedy what to write instead, as an imperative clause; may be empty
 * @param excerpt the source line and a caret under the place, values of secrets masked
 */
public record Problem(
        Severity severity, String location, String path, String message, String remedy, Optional<String> excerpt) {
    /** How bad it is. */
    public enum Severity {
        /** Nothing is contacted. */
        ERROR,
        /** Works, but hardly as meant. */
        WARNING
    }

    /** {@code hub.yaml:12:7: server.memory: "512X" is not a size; write 512M or 1G}, and the excerpt below it. */
    public String render() {
        StringBuilder text = new StringBuilder(location).append(": ");
        if (severity == Severity.WARNING) {
            text.append("warning: ");
        }
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        text.append(message);
        if (!remedy.isEmpty()) {
            text.append("; ").append(remedy);
        }
        excerpt.ifPresent(lines -> text.append('\n').append(lines));
        return text.toString();
    }
}
