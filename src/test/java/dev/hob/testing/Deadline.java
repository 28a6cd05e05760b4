package dev.hob.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Bounds the waiting for a condition; between two looks it pauses a little. */
public final class Deadline {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  public static Deadline ofSeconds(long seconds) {
    return new Deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
  }

  public void check(Supplier<String> whatIsMissing) {
    if (System.nanoTime() - endNanos > 0) {
      throw new AssertionError(whatIsMissing.get());
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
