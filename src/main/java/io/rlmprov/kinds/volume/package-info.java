/** Volumes with data that must not be lost. */
@NullMarked
package io.rlmprov.kinds.volume;

import org.jspecify.annotations.NullMarked;
