package io.rlmprov.apply;

/** Cuts a fake host off after so many changes to it: a lost connection, a kill -9 or a power cut, at any moment. */
final class Fuse {
    /** The host is gone in the middle of what it did. */
    static final class Blown extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private int left = Integer.MAX_VALUE;
    private int burnt;

    /** From now on, so many changes still happen. */
    void blowAfter(int changes) {
        left = changes;
    }

    void mend() {
        left = Integer.MAX_VALUE;
    }

    /** How many changes there were so far. */
    int burnt() {
        return burnt;
    }

    /** Called before each change. */
    void burn() {
        if (left == 0) {
            throw new Blown();
        }
        left--;
        burnt++;
    }
}
