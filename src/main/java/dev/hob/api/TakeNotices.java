package dev.hob.api;

import java.time.Duration;

/**
 * What is to be told to the caller's session?
 *
 * @param consumer who asks, for people who read the journal
 * @param longest to wait until there is something
 * @param most notices in one reply
 * @param peek only to look: nothing is offered, and nothing counts as told
 */
public record TakeNotices(
    Caller caller, String consumer, Duration longest, int most, boolean peek) {
  /** More would be no help to who reads them. */
  public static final int MOST = 1000;

  public static TakeNotices of(Caller caller, String consumer, Duration longest) {
    return new TakeNotices(caller, consumer, longest, MOST, false);
  }

  public TakeNotices peeking() {
    return new TakeNotices(caller, consumer, longest, most, true);
  }
}
