package dev.hob.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they are written in flags: {@code 200ms 10s 5m 2h 1d 1m30s}, a number = seconds. */
final class Durations {
  /** Ten years: longer than anybody waits, and short enough to be counted in nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(3650);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
  private static final Pattern PARTS = Pattern.compile("(\\d{1,12}(\\.\\d{1,9})?(ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("([\\d.]+)(ms|s|m|h|d)");

  private Durations() {}

  /** Empty where it is none. */
  static Optional<Duration> parse(String text) {
    if (SECONDS.matcher(text).matches()) {
      return within(millis(text, "s"));
    }
    if (!PARTS.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (Matcher part = PART.matcher(text); part.find(); ) {
      sum = sum.add(millis(part.group(1), part.group(2)));
    }
    return within(sum);
  }

  private static BigDecimal millis(String number, String unit) {
    long each =
        switch (unit) {
          case "ms" -> 1;
          case "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    return new BigDecimal(number).multiply(BigDecimal.valueOf(each));
  }

  private static Optional<Duration> within(BigDecimal millis) {
    return millis.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) <= 0
        ? Optional.of(Duration.ofMillis(millis.longValue()))
        : Optional.empty();
  }
}
