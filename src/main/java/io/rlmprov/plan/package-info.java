/**
 * The one {@code Differ} and what it gives: changes with field diffs, their origins, the fingerprint of what was
 * read, and the JSON model that every renderer reads. Pure: no clock, file or network.
 */
@NullMarked
package io.rlmprov.plan;

import org.jspecify.annotations.NullMarked;
