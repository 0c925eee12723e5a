@NullMarked
package io.rlmprov.config;

import org.jspecify.annotations.NullMarked;
