package io.rlmprov.apply;

/** Lets something happen to a fake host after so many changes to it: a cut connection, a dead engine, a full disk. */
final class Fuse {
    /** The host is gone in the middle of what it did. */
    static final class Blown extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private int left = Integer.MAX_VALUE;
    private Runnable spark = Fuse::blow;
    private int burnt;

    /** From now on, so many changes still happen; then the host is gone. */
    void blowAfter(int changes) {
        after(changes, Fuse::blow);
    }

    /** After so many changes from now on this happens, before the next one. */
    void after(int changes, Runnable happens) {
        left = changes;
        spark = happens;
    }

    static void blow() {
        throw new Blown();
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
            spark.run();
            left = Integer.MAX_VALUE;
        }
        left--;
        burnt++;
    }
}
