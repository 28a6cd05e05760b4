/**
 * The only writer of task state: starts tasks, hears of their ends, kills them, and finds them
 * again.
 *
 * <p>Owns the live tasks of a store ({@code LiveTask}, each on its lane) and the admission gate.
 * What is on disk is the truth; what is here is what a restart would find again. May depend on all
 * packages but clients and front ends.
 *
 * <p>Invariants: whatever changes a task runs on its lane, in order. No thread waits for a command:
 * ends, deadlines and looks come as events. A record is terminal on disk before anybody hears of
 * the end.
 */
@NullMarked
package dev.hob.engine;

import org.jspecify.annotations.NullMarked;
