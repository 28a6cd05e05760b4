package dev.hob.process;

import java.time.Instant;

/** The process that hob runs in. */
public final class ThisProcess {
  private ThisProcess() {}

  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /** As exact as the platform tells; the beginning of time where it does not. */
  public static Instant start() {
    return ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
  }
}
