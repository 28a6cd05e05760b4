/**
 * Processes: what lives, which of them is which, how they end, and how they are signalled.
 *
 * <p>Owns no state of tasks; it knows pids, start times and file descriptors. May depend on the
 * model and on JNA. {@code pipe} starts a command's processes, {@code tree} finds and ends all that
 * belong to a task.
 *
 * <p>Invariants: a process is a pid <em>and</em> a start time; code that holds only a pid never
 * signals. Nothing but the three standard streams and what is meant for it reaches a child. No
 * thread per child: one loop watches all of them.
 */
@NullMarked
package dev.hob.process;

import org.jspecify.annotations.NullMarked;
