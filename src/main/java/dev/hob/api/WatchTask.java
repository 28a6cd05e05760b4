package dev.hob.api;

import dev.hob.model.WatchGoal;

/**
 * Tell the session when something becomes true of a task.
 *
 * @param readiness the task counts as ready when it does
 */
public record WatchTask(WhichTask which, Watched what, boolean readiness) {

  /**
   * What is to become true.
   *
   * @param goal its positions count only where {@code from} is one
   */
  public record Watched(WatchGoal goal, From from) {}

  /** Where to begin to look in the output. */
  public sealed interface From {

    record Start() implements From {}

    /** Only what is said from now on. */
    record Now() implements From {}

    /** The positions that the goal has. */
    record There() implements From {}
  }
}
