/**
 * Makes a plan true: one verb-noun class per step, in the order that {@code Applier} shows, under the lock of the
 * host. Reaches hosts only through the ports declared here and in {@code facts}; tells progress as events.
 */
@NullMarked
package io.rlmprov.apply;

import org.jspecify.annotations.NullMarked;
