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

    /**
     * Asks for a line of text.
     *
     * @throws RlmprovException if the input ends
     */
    String line(String question) {
        return read(question)
                .orElseThrow(() -> new RlmprovException("Nobody answered; nothing was changed.", "Give the options."));
    }

    private void demand(String question, String expected) {
        Optional<String> answer = read("\n" + question);
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

    /** Ends the line of the question in any case: also if the input ends, or Ctrl-C ends the process. */
    private Optional<String> read(String question) {
        Thread interrupted = new Thread(around.out()::println, "prompt interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        around.out().print(question);
        around.out().flush();
        try {
            Optional<String> answer = Optional.ofNullable(around.in().readLine());
            if (answer.isEmpty()) {
                around.out().println();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownBegan) {
            // Ctrl-C closed the input: the hook runs, and nothing is left to forget.
        }
    }
}
