package dev.hob.notice;

import java.time.Duration;

/**
 * When what is due is told to somebody who waits: at once when nothing else can come, else after a
 * moment in which nothing more came, so that what ends together is told together.
 */
public final class Gathering {
  /** Tasks that end for one reason end within this of each other. */
  private static final Duration QUIET = Duration.ofMillis(300);

  /** And nobody waits longer than this for the others. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Gathering() {}

  /**
   * How long what is due has to wait yet.
   *
   * @param first when the first of what is due came, and {@code last} the last one
   * @param moreMayCome whether more of the session lives
   */
  public static Duration left(Duration first, Duration last, boolean moreMayCome, Duration now) {
    if (!moreMayCome) {
      return Duration.ZERO;
    }
    Duration quiet = last.plus(QUIET);
    Duration latest = first.plus(LONGEST);
    Duration left = (quiet.compareTo(latest) < 0 ? quiet : latest).minus(now);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
