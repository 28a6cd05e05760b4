package dev.hob.model;

import java.time.Instant;

/**
 * What was asked for, by whom; it never changes after it was accepted.
 *
 * @param createdAt when it was accepted
 * @param condensed whether a model is shown the condensed view of the output
 */
public record TaskOrder(
    TaskId id,
    Ownership ownership,
    CommandSpec command,
    Labels labels,
    Limits limits,
    Instant createdAt,
    boolean condensed) {

  /** A command and nothing else said. */
  public static TaskOrder of(
      TaskId id, Ownership ownership, CommandSpec command, Instant createdAt) {
    return new TaskOrder(id, ownership, command, Labels.NONE, Limits.NONE, createdAt, true);
  }
}
