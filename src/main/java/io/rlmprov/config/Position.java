package io.rlmprov.config;

/**
 * A place in hub.yaml, both counted from 1 as editors do.
 *
 * @param line line number
 * @param column code point within the line
 */
record Position(int line, int column) implements Comparable<Position> {
    /** The file as a whole, for what is missing altogether. */
    static final Position FILE = new Position(0, 0);

    @Override
    public int compareTo(Position other) {
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
