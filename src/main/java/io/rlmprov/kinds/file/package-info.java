/** Files of the hub: settings, secrets, and what the stack is started from. */
@NullMarked
package io.rlmprov.kinds.file;

import org.jspecify.annotations.NullMarked;
