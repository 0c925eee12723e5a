/**
 * From the number of users and what the host has to the limits of every server: a pure calculation that is printed
 * with the plan. Knows {@code config} only; no clock, file or network.
 */
@NullMarked
package io.rlmprov.sizing;

import org.jspecify.annotations.NullMarked;
