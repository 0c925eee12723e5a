package io.rlmprov.e2e;

import java.util.Optional;

/**
 * What running a cell gave.
 *
 * @param output stdout and stderr, in the order in which they came
 * @param result the value of the last expression, as text
 * @param error name, value and traceback of the exception that ended it
 */
record Execution(String output, Optional<String> result, Optional<String> error) {
    /** Output and result as a notebook shows them, one below the other. */
    String shown() {
        return (output + result.orElse("")).strip();
    }
}
