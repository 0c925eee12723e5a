/**
 * What a host is like: the pure parsers of the probe script, {@code Observed} (now) and {@code Recorded} (after the
 * last apply), in the vocabulary of {@code desired}. Holds the port through which scripts run; opens no connection.
 */
@NullMarked
package io.rlmprov.facts;

import org.jspecify.annotations.NullMarked;
