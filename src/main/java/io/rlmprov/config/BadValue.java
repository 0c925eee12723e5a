package io.rlmprov.config;

/** A value that cannot be used; becomes a located {@link Problem} where the place is known. */
class BadValue extends Exception {
    private final String problem;
    private final String remedy;

    /**
     * What is wrong.
     *
     * @param problem completes a sentence that begins with the value or the key, as {@code is not a size}
     * @param remedy an imperative clause, as {@code write 512M}
     */
    BadValue(String problem, String remedy) {
        super(problem, null, false, false);
        this.problem = problem;
        this.remedy = remedy;
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }
}
