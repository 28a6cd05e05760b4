/**
 * What a task is: ids, states, outcomes, the pure rules of its life, and refusals.
 *
 * <p>Owns no state and does no I/O; everything here is an immutable value or a pure function, so
 * that every rule can be tested over its whole product. May depend on the JDK only.
 *
 * <p>Start reading at {@link dev.hob.model.TaskRecord} (all that is known of a task), {@link
 * dev.hob.model.TaskState} (where it is in its life), {@link dev.hob.model.TaskLife} (how it moves
 * on) and {@link dev.hob.model.Outcome} (how it ended).
 */
@NullMarked
package dev.hob.model;

import org.jspecify.annotations.NullMarked;
