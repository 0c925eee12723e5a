/** What users' servers may reach, and what may reach them. */
@NullMarked
package io.rlmprov.kinds.firewall;

import org.jspecify.annotations.NullMarked;
