/** The network on which hub, proxy and users' servers meet. */
@NullMarked
package io.rlmprov.kinds.network;

import org.jspecify.annotations.NullMarked;
