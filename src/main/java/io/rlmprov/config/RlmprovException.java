package io.rlmprov.config;

/**
 * The root of every error that a user may see: what went wrong, and what to do about it. Whatever a message quotes, what
 * looks like a secret is hidden in it.
 *
 * <p>Exceptions of libraries are wrapped where they enter ({@code host}, {@code engine}, {@code config}); a stack trace
 * is printed with {@code --debug} only.
 */
public class RlmprovException extends RuntimeException {
    private final String remedy;

    /** An error that starts here. */
    public RlmprovException(String message, String remedy) {
        super(Redaction.message(message));
        this.remedy = Redaction.message(remedy);
    }

    /** An error that a library raised; {@code cause} is shown with {@code --debug} only. */
    public RlmprovException(String message, String remedy, Throwable cause) {
        super(Redaction.message(message), cause);
        this.remedy = Redaction.message(remedy);
    }

    /** What the user can do, as one or more sentences; empty if the message says it all. */
    public final String remedy() {
        return remedy;
    }
}
