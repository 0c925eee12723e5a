/** Whether it was seen that a user can work. */
@NullMarked
package io.rlmprov.kinds.proof;

import org.jspecify.annotations.NullMarked;
