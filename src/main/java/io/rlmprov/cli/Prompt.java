package io.rlmprov.cli;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Questions to the operator. Only the whole word counts, and no answer means no. */
record Prompt(Surroundings around, boolean yes) {
    /**
     * Asks for {@code yes}, unless {@code --yes} was given.
     *
     * @throws RlmprovException if the answer is another one
     */
    void confirm(String question) {
        if (yes) {
            return;
        }
        demand(question + " Only \"yes\" counts: ", "yes");
    }

    /**
     * Asks for a name to be typed; {@code --yes} does not answer this.
     *
     * @throws RlmprovException if the answer is another one
     */
    void typed(String question, String name) {
        demand(question, name);
    }

    private void demand(String question, String expected) {
        around.out().print("\n" + question);
        around.out().flush();
        Optional<String> answer = answer();
        if (answer.isEmpty()) {
            around.out().println();
        }
        if (answer.isEmpty()) {
            throw new RlmprovException(
                    "Nobody answered; nothing was changed.",
                    expected.equals("yes")
                            ? "Add --yes where nobody can answer."
                            : "Somebody must type it: run it in a terminal.");
        }
        if (!answer.get().strip().equals(expected)) {
            throw new RlmprovException(
                    "Not confirmed; nothing was changed.", "To go ahead, run it again and type " + expected + ".");
        }
    }

    private Optional<String> answer() {
        try {
            return Optional.ofNullable(around.in().readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
