/**
 * The vocabulary of plans: addresses, values with their form and unit, attributes, changes with typed reasons, operations
 * and the actions that carry them out. Pure data: no clock, file or network.
 */
@NullMarked
package io.rlmprov.model;

import org.jspecify.annotations.NullMarked;
