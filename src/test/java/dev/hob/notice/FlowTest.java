package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often, and when. */
class FlowTest {
  private static final Duration START = Duration.ofDays(3);

  private static int taken(Flow flow, Duration now) {
    int taken = 0;
    while (flow.take(now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void someAtOnceAndThenOneEachWhile() {
    Flow flow = Flow.ofMatches();

    assertEquals(10, taken(flow, START));
    assertEquals(Duration.ofSeconds(2), flow.untilRoom(START));
    assertFalse(flow.take(START.plusMillis(1999)));
    assertTrue(flow.take(START.plusSeconds(2)));
    assertFalse(flow.take(START.plusSeconds(2)));
    assertEquals(2, taken(flow, START.plusSeconds(7)));
  }

  @Test
  void whoWasQuietForLongHasNoMoreThanAtFirst() {
    Flow flow = Flow.ofMatches();
    taken(flow, START);

    assertEquals(10, taken(flow, START.plusSeconds(3600)));
  }

  @Test
  void oneAloneIsToldAtOnceAndSeveralTogether() {
    Duration none = Duration.ZERO;

    assertEquals(none, Gathering.left(START, START, false, START));
    assertEquals(Duration.ofMillis(300), Gathering.left(START, START, true, START));
    assertEquals(none, Gathering.left(START, START, true, START.plusMillis(300)));
    assertEquals(
        Duration.ofMillis(100),
        Gathering.left(START, START.plusMillis(4900), true, START.plusMillis(4900)));
    assertEquals(none, Gathering.left(START, START.plusMillis(4999), true, START.plusMillis(5000)));
  }
}
