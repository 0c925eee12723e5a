@NullMarked
package io.rlmprov.host;

import org.jspecify.annotations.NullMarked;
