/**
 * The vocabulary of resources (address, attributes, values) and the resources that should exist: {@code Desired}
 * is what hub.yaml and the sizes say, as sealed {@code Resource} records. Pure: no clock, file or network.
 */
@NullMarked
package io.rlmprov.desired;

import org.jspecify.annotations.NullMarked;
