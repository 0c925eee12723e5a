@NullMarked
package io.rlmprov.classroom;

import org.jspecify.annotations.NullMarked;
