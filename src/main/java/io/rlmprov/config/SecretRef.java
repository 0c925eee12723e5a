package io.rlmprov.config;

import java.util.List;
import java.util.Optional;

/**
 * A secret that hub.yaml names, not its value: text with {@code ${env:X}}, {@code ${file:path}} or
 * {@code ${command:...}} in it, resolved on the operator's machine when it is needed.
 *
 * @param location where it stands, as {@code hub.yaml:12:7}, for the error of a reference that leads nowhere
 * @param path its key, as {@code keys.OPENAI_API_KEY}
 * @param parts literal text and references, in order
 */
public record SecretRef(String location, String path, List<Part> parts) {
    /** The value, if it stands in hub.yaml itself. */
    Optional<String> literal() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!(part instanceof Part.Literal(String literal))) {
                return Optional.empty();
            }
            text.append(literal);
        }
        return Optional.of(text.toString());
    }

    /** A piece of the value. */
    public sealed interface Part {
        /** Text as it stands. */
        record Literal(String text) implements Part {
            @Override
            public String toString() {
                return "Literal[***]";
            }
        }

        /** An environment variable of the operator. */
        record Env(String name) implements Part {}

        /** The content of a file, without its last line end; relative to hub.yaml. */
        record FileContent(String path) implements Part {}

        /** The standard output of a command run by {@code /bin/sh}, without its last line end. */
        record Command(String line) implements Part {}
    }
}
