/** Folders that are completely ours: build contexts and notebooks. */
@NullMarked
package io.rlmprov.kinds.folder;

import org.jspecify.annotations.NullMarked;
