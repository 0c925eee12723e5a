package io.rlmprov.config;

/**
 * One value of hub.yaml, its references resolved.
 *
 * @param at where it stands
 * @param path its key
 * @param text what it says
 * @param written what stands in the file: another text if there is a reference in it
 */
record Field(Position at, String path, String text, String written) {
    /** {@code "512X"}, or {@code "512X" (from ${env:MEMORY})}; without the value where its name says that it is secret. */
    String quoted() {
        boolean resolved = !text.equals(written);
        String key = path.substring(path.lastIndexOf('.') + 1);
        boolean secret = Redaction.names(key) || (resolved && Redaction.leadsToSecret(written));
        return "\"" + (secret ? Redaction.HIDDEN : Redaction.line(text)) + "\""
                + (resolved ? " (from " + written + ")" : "");
    }
}
