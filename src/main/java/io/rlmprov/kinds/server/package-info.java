/** Users' servers: they come and go with users, and no plan makes or ends one. */
@NullMarked
package io.rlmprov.kinds.server;

import org.jspecify.annotations.NullMarked;
