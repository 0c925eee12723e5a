/**
 * One class per command, exit codes, and the wiring of all other packages. The only user of picocli, and the only
 * place that reads the time of day, the environment and random bytes; {@code host} and {@code engine} do no more than
 * measure how long they wait.
 */
@NullMarked
package io.rlmprov.cli;

import org.jspecify.annotations.NullMarked;
