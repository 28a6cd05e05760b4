/**
 * What a reader gets of a task's output: bounded, and exact about what it left out.
 *
 * <p>{@link dev.hob.output.Windows} reads a {@link dev.hob.output.Window} of a {@link
 * dev.hob.output.StoredStream}, or of two of them in the order of their times ({@link
 * dev.hob.output.Interleaved}); {@link dev.hob.output.Growth} waits for more.
 */
@NullMarked
package dev.hob.output;

import org.jspecify.annotations.NullMarked;
