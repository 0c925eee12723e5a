@NullMarked
package io.rlmprov.sizing;

import org.jspecify.annotations.NullMarked;
