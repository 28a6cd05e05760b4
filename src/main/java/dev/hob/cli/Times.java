package dev.hob.cli;

import java.time.Duration;
import java.time.Instant;

/** Times and durations for people. */
final class Times {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Times() {}

  /** {@code 120ms}, {@code 1.2s}, {@code 3m 04s}, {@code 2h 05m}, {@code 3d 04h}. */
  static String took(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + "ms";
    }
    if (seconds < MINUTE) {
      return seconds + "." + duration.toMillisPart() / 100 + "s";
    }
    if (seconds < HOUR) {
      return pair(seconds, MINUTE, 1, "m s");
    }
    return seconds < DAY ? pair(seconds, HOUR, MINUTE, "h m") : pair(seconds, DAY, HOUR, "d h");
  }

  private static String pair(long seconds, long big, long small, String units) {
    return String.format(
        "%d%c %02d%c", seconds / big, units.charAt(0), seconds % big / small, units.charAt(2));
  }

  /** {@code 5m ago}. */
  static String ago(Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    if (seconds < MINUTE) {
      return seconds + "s ago";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + "m ago";
    }
    return seconds < 2 * DAY ? seconds / HOUR + "h ago" : seconds / DAY + "d ago";
  }

  /** Not below zero: clocks step back. */
  static Duration since(Instant then, Instant now) {
    return now.isBefore(then) ? Duration.ZERO : Duration.between(then, now);
  }
}
