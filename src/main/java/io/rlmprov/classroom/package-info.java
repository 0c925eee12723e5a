/**
 * What teachers do with a running hub, as data: an announcement, the list of a class, files to share, and copies that were
 * collected. Commands of {@code cli} carry it out with scripts of {@code ansible-free-scripts/}.
 */
@NullMarked
package io.rlmprov.classroom;

import org.jspecify.annotations.NullMarked;
