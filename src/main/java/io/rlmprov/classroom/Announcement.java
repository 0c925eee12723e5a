package io.rlmprov.classroom;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Payload;
import java.nio.charset.StandardCharsets;

/**
 * A text that the hub shows on all of its pages and in JupyterLab.
 *
 * @param text plain text of one line or several, without control characters
 */
public record Announcement(String text) {
    /** The most characters that the hub shows (announcement.py). */
    private static final int LONGEST = 2000;

    /**
     * The announcement of this text, without the space around it.
     *
     * @throws RlmprovException if the hub could not show it as it is
     */
    public static Announcement of(String written) {
        String text = written.replace("\r\n", "\n").strip();
        if (text.isEmpty()) {
            throw new RlmprovException("The announcement is empty.", "To take it away, run rlmprov announce --clear.");
        }
        int length = text.codePointCount(0, text.length());
        if (length > LONGEST) {
            throw new RlmprovException(
                    "The announcement has " + length + " characters; the hub shows up to " + LONGEST + ".",
                    "Shorten it, or put the text into a file and share that: rlmprov share FILE.");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new RlmprovException(
                    "The announcement has a control character.", "Write plain text; line ends and tabs are allowed.");
        }
        return new Announcement(text);
    }

    /** The bytes of the file that the hub reads: UTF-8. */
    public byte[] bytes() {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The same, for a script. */
    public Payload payload() {
        return out -> out.write(bytes());
    }
}
