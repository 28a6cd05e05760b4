package dev.hob.notice;

import java.time.Duration;

/**
 * Bounds how often something is told: so many times at once, and one more each while. What finds no
 * room waits or is counted by its user; nothing is dropped here.
 */
public final class Flow {
  /** As many as a person would read, and as many as a harness is known to take at once. */
  private static final int AT_ONCE = 10;

  private static final Duration ONE_MORE_AFTER = Duration.ofSeconds(2);

  private int room = AT_ONCE;
  private Duration since = Duration.ZERO;

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
    return room > 0 ? Duration.ZERO : since.plus(ONE_MORE_AFTER).minus(now);
  }

  private void refill(Duration now) {
    if (room == AT_ONCE) {
      since = now;
      return;
    }
    long more = now.minus(since).toNanos() / ONE_MORE_AFTER.toNanos();
    if (more > 0) {
      room = (int) Math.min(AT_ONCE, room + more);
      since = since.plus(ONE_MORE_AFTER.multipliedBy(more));
    }
  }
}
