package dev.hob.notice;

import java.time.Duration;

/**
 * Bounds how often something is told: so many times at once, and one more each while. What finds no
 * room waits or is counted by its user; nothing is dropped here.
 */
public final class Flow {
  /** As many as a person would read, and as many as a harness is known to take at once. */
  private static final int MATCHES_AT_ONCE = 10;

  private static final Duration ONE_MORE_MATCH_AFTER = Duration.ofSeconds(2);

  private static final int WAKES_AT_ONCE = 20;
  private static final Duration ONE_MORE_WAKE_AFTER = Duration.ofMillis(100);

  private final int atOnce;
  private final Duration oneMoreAfter;
  private int room;
  private Duration since = Duration.ZERO;

  private Flow(int atOnce, Duration oneMoreAfter) {
    this.atOnce = atOnce;
    this.oneMoreAfter = oneMoreAfter;
    room = atOnce;
  }

  /** Of what one watch finds. */
  public static Flow ofMatches() {
    return new Flow(MATCHES_AT_ONCE, ONE_MORE_MATCH_AFTER);
  }

  /** Of how often a session that waits is told something. */
  public static Flow ofWakes() {
    return new Flow(WAKES_AT_ONCE, ONE_MORE_WAKE_AFTER);
  }

  /** True, and there is less room, when there is any. */
  public boolean take(Duration now) {
    refill(now);
    if (room == 0) {
      return false;
    }
    room--;
    return true;
  }

  /** How long until there is room; zero when there is. */
  public Duration untilRoom(Duration now) {
    refill(now);
    return room > 0 ? Duration.ZERO : since.plus(oneMoreAfter).minus(now);
  }

  private void refill(Duration now) {
    if (room == atOnce) {
      since = now;
      return;
    }
    long more = now.minus(since).toNanos() / oneMoreAfter.toNanos();
    if (more > 0) {
      room = (int) Math.min(atOnce, room + more);
      since = since.plus(oneMoreAfter.multipliedBy(more));
    }
  }
}
