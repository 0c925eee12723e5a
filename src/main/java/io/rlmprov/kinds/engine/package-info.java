/** The container engine. */
@NullMarked
package io.rlmprov.kinds.engine;

import org.jspecify.annotations.NullMarked;
