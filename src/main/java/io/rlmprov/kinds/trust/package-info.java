/** Certificates that the host trusts beyond its distribution's. */
@NullMarked
package io.rlmprov.kinds.trust;

import org.jspecify.annotations.NullMarked;
