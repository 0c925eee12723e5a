/**
 * What a person or a program reads: plan text rendered from the JSON model, progress as a terminal board, plain lines
 * or JSON lines. Events in, characters out; decides nothing.
 */
@NullMarked
package io.rlmprov.ui;

import org.jspecify.annotations.NullMarked;
