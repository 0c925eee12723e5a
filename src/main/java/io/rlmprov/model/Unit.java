package io.rlmprov.model;

/** What the value of an attribute measures, so that nobody has to guess it from the attribute's name. */
public enum Unit {
    /** Nothing: the value speaks for itself. */
    NONE,
    /** A number of bytes; 0 is no limit. */
    BYTES,
    /** A number of seconds; 0 is never. */
    SECONDS,
    /** The mark of a file's content, as {@link FileContent#mark()} writes it. */
    CONTENT,
    /** The mark of one of many files in a folder; a new folder shows their number. */
    FILE,
    /** How compose makes a container, which compose.yaml tells at length: shown where it differs. */
    COMPOSED,
    /** A digest of everything that a container was started from. It is compared and not shown. */
    INPUTS
}
