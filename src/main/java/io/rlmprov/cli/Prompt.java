package io.rlmprov.cli;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Questions to the operator. Only the whole word counts, and no answer means no. */
record Prompt(Surroundings around, boolean json, boolean yes) {
    /**
     * Asks for {@code yes}, unless {@code --yes} was given.
     *
     * @throws RlmprovException if the answer is another one
     */
    void confirm(String question) {
        if (yes) {
            return;
        }
        if (json) {
            throw new RlmprovException("--json leaves no room for a question", "Add --yes.");
        }
        demand(question + " Only \"yes\" counts: ", "yes", "Add --yes where nobody can answer.");
    }

    /**
     * Asks for a name to be typed; {@code --yes} does not answer this.
     *
     * @throws RlmprovException if the answer is another one
     */
    void typed(String question, String name) {
        demand(question, name, "Type the name exactly as it stands in hub.yaml.");
    }

    private void demand(String question, String expected, String remedy) {
        around.out().print("\n" + question);
        around.out().flush();
        Optional<String> answer = answer();
        if (answer.isEmpty()) {
            around.out().println();
        }
        if (!answer.map(String::strip).filter(expected::equals).isPresent()) {
            throw new RlmprovException(
                    answer.isPresent()
                            ? "Not confirmed; nothing was changed."
                            : "Nobody answered; nothing was changed.",
                    remedy);
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
