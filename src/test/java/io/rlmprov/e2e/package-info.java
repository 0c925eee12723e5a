/**
 * Tests against a hub as its users and operators see it, and what they stand on: {@code LabHost} (a throwaway host),
 * {@code Rlmprov} (the launcher as a process), {@code HubVisitor} (a person with a browser).
 */
@NullMarked
package io.rlmprov.e2e;

import org.jspecify.annotations.NullMarked;
