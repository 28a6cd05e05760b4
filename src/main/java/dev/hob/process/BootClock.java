package dev.hob.process;

import java.time.Duration;
import java.util.Optional;

/**
 * The time since the machine started, without the time that it slept. Nobody can set it, and it
 * means the same to every process of a boot: so deadlines are kept on it.
 */
public interface BootClock {
  Duration now();

  /** Empty where the system's own clock cannot be asked; it is then for the app to find another. */
  static Optional<BootClock> ofSystem() {
    return LinuxCalls.areHere() ? Optional.of(BootClock::monotonic) : Optional.empty();
  }

  private static Duration monotonic() {
    final int clockMonotonic = 1;
    long[] time = new long[2];
    if (LinuxCalls.clock_gettime(clockMonotonic, time) != 0) {
      throw new IllegalStateException("the monotonic clock does not answer");
    }
    return Duration.ofSeconds(time[0], time[1]);
  }
}
