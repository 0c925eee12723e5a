/**
 * The Docker Engine API through the SSH connection of {@code host}. The only package that knows docker-java;
 * compose and builds are not here, they are scripts on the host.
 */
@NullMarked
package io.rlmprov.engine;

import org.jspecify.annotations.NullMarked;
