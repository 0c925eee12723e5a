/** Images that are built on the host. */
@NullMarked
package io.rlmprov.kinds.image;

import org.jspecify.annotations.NullMarked;
