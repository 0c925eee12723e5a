/** Containers of the compose stack. */
@NullMarked
package io.rlmprov.kinds.service;

import org.jspecify.annotations.NullMarked;
