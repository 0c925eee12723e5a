/**
 * One class per command, exit codes, and the wiring of all other packages. The only user of picocli, and the only
 * place that reads the clock, the environment and random bytes.
 */
@NullMarked
package io.rlmprov.cli;

import org.jspecify.annotations.NullMarked;
