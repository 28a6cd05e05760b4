package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.WatchGoal;
import dev.hob.notice.Sought;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one watch tells of what it finds, when it finds more than anybody wants to hear. */
class LookerTest {
  private static final Duration T = Duration.ofHours(1);

  private final List<Match> told = new ArrayList<>();
  private final Map<CaptureStream, Long> fed = new EnumMap<>(CaptureStream.class);
  private boolean room = true;
  private final Looker looker =
      new Looker(
              new Looker.Wanted(
                  Optional.empty(),
                  new WatchGoal.Output("x", false, true, Optional.empty(), 0, 0),
                  false,
                  Duration.ZERO,
                  () -> room,
                  told::add,
                  () -> {}),
              0)
          .in(CaptureStream.STDOUT, sought(), 0)
          .in(CaptureStream.STDERR, sought(), 0);

  private static Sought sought() {
    return Sought.of("x", false).orElseThrow();
  }

  private void say(CaptureStream stream, String text, Duration now) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long at = fed.getOrDefault(stream, 0L);
    looker.feed(stream, bytes, bytes.length, at, new Looker.Moment(now, 0));
    fed.put(stream, at + bytes.length);
  }

  private long counted() {
    return told.stream().mapToLong(it -> 1 + it.more()).sum();
  }

  @Test
  void whatIsHeldBackIsToldWithTheLastAndCounted() {
    say(CaptureStream.STDOUT, "x\n".repeat(30), T);
    assertEquals(10, told.size());

    looker.tellHeld(T.plusSeconds(2));

    assertEquals(11, told.size());
    assertEquals(30, counted());
  }

  /** Else who goes on behind what was told would count the other stream's again. */
  @Test
  void whatIsToldSaysHowFarBothStreamsWereCounted() {
    say(CaptureStream.STDOUT, "x\n".repeat(10), T);
    say(CaptureStream.STDOUT, "x\n".repeat(3), T);
    say(CaptureStream.STDERR, "x\nno\n", T);
    say(CaptureStream.STDOUT, "no\n", T);

    looker.tellHeld(T.plusSeconds(2));

    Match last = told.get(10);
    assertEquals(Optional.of(CaptureStream.STDERR), last.stream());
    assertEquals(3, last.more());
    assertEquals(List.of(2L, 26L), List.of(last.to(), last.otherTo()));
  }

  @Test
  void whatNobodyTakesIsHeldBackUntilSomebodyDoes() {
    room = false;
    say(CaptureStream.STDOUT, "x\n".repeat(5), T);
    looker.tellHeld(T.plusSeconds(9));
    assertEquals(List.of(), told);

    assertTrue(looker.untilTold(T.plusSeconds(9)).isPresent(), "nobody comes again");
    room = true;
    looker.tellHeld(T.plusSeconds(10));

    assertEquals(1, told.size());
    assertEquals(5, counted());
  }

  /** Who had read all that there was stands just where the file begins anew. */
  @Test
  void whatWasUnfinishedWhenAFileWasTruncatedGoesOnWithNothing() {
    say(CaptureStream.STDOUT, "half of x, and then", T);
    looker.beginsAt(CaptureStream.STDOUT, 19, new Looker.Moment(T, 0));
    say(CaptureStream.STDOUT, " a new line with x\n", T);
    looker.beginsAt(CaptureStream.STDOUT, 19, new Looker.Moment(T, 0));
    say(CaptureStream.STDOUT, "x", T);

    assertEquals(
        List.of("half of x, and then", " a new line with x", "x"),
        told.stream().map(Match::text).toList());
  }

  @Test
  void oneWaitForRoomIsEnough() {
    say(CaptureStream.STDOUT, "x\n".repeat(12), T);

    assertTrue(looker.untilTold(T).isPresent());
    assertTrue(looker.untilTold(T).isEmpty());
    looker.tellHeld(T.plusMillis(1));
    assertTrue(looker.untilTold(T.plusMillis(1)).isPresent());
  }

  @Test
  void whatIsHeldBackIsToldAtTheEndWhetherOrNotThereIsRoom() {
    room = false;
    say(CaptureStream.STDERR, "x\n".repeat(5), T);

    looker.end();

    assertEquals(5, counted());
  }
}
