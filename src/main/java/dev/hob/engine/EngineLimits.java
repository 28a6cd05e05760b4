package dev.hob.engine;

import java.time.Duration;

/**
 * What one store takes on.
 *
 * @param sessionTasks live ones
 * @param storeTasks live ones
 * @param grace where neither the kill nor the task names one
 * @param longestWait no call waits longer, whatever it asks for
 */
public record EngineLimits(int sessionTasks, int storeTasks, Duration grace, Duration longestWait) {
  public static final EngineLimits DEFAULT =
      new EngineLimits(64, 1000, Duration.ofSeconds(5), Duration.ofDays(366));

  public EngineLimits(int sessionTasks, int storeTasks, Duration grace) {
    this(sessionTasks, storeTasks, grace, DEFAULT.longestWait());
  }

  /** A larger command is a file that somebody passed by mistake. */
  static final int MAX_COMMAND_BYTES = 8 << 20;

  /** Longer ones are mistakes in the unit. */
  static final Duration LONGEST = Duration.ofDays(366);

  /** Given input is kept in the bundle until the end. */
  static final int MAX_INPUT_BYTES = 64 << 20;
}
