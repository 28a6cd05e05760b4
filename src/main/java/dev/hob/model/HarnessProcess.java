package dev.hob.model;

import java.util.Optional;

/**
 * One process of a harness, and no other.
 *
 * @param start the platform's start time, in its exact units: pids are reused, this pair is not
 * @param boot of the machine; empty where the platform does not tell
 */
public record HarnessProcess(long pid, String start, String boot) {
  /** Platforms use some dozens of characters. */
  private static final int MAX_LENGTH = 256;

  public HarnessProcess {
    if (!isOne(pid, start, boot)) {
      throw new IllegalArgumentException(
          "names no one process: pid " + pid + ", start " + Shown.text(start));
    }
  }

  /** Empty when this names no one process. */
  public static Optional<HarnessProcess> of(long pid, String start, String boot) {
    return isOne(pid, start, boot)
        ? Optional.of(new HarnessProcess(pid, start, boot))
        : Optional.empty();
  }

  private static boolean isOne(long pid, String start, String boot) {
    return pid >= 1
        && !start.isBlank()
        && start.length() <= MAX_LENGTH
        && boot.length() <= MAX_LENGTH;
  }
}
