/**
 * What a kind of resource is: {@code Kind} says what should exist, reads what does, and lowers changes to operations. Each
 * kind has a package of its own below this one; {@code plan.Kinds} lists them. Pure: no clock, file or network.
 */
@NullMarked
package io.rlmprov.kinds;

import org.jspecify.annotations.NullMarked;
