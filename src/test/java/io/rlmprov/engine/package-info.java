@NullMarked
package io.rlmprov.engine;

import org.jspecify.annotations.NullMarked;
