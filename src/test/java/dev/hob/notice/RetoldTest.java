package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.BundleName;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.notice.Retold.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a journal says. */
class RetoldTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final BundleName NAME = new BundleName(new SessionKey("s1").hash(), TASK);
  private static final Instant AT = Instant.EPOCH;
  private static final NoticeId END = new NoticeId(TASK, NoticeKind.COMPLETION, 1);

  private static Retold retold(NoticeEvent... events) {
    return Retold.of(NAME, Optional.empty(), List.of(events));
  }

  private static NoticeEvent.WatchAdded watch(int number, boolean every) {
    return new NoticeEvent.WatchAdded(
        "w" + number, AT, new WatchGoal.Output("x", false, every, Optional.empty(), 5, 7), false);
  }

  private static NoticeEvent.Matched match(int watch, int notice, CaptureStream stream, long to) {
    return new NoticeEvent.Matched(
        "w" + watch,
        AT,
        new NoticeId(TASK, NoticeKind.MATCH, notice),
        new NoticeEvent.Match(Optional.of(stream), to - 1, to, 0, "x", 0));
  }

  private static String standing(Retold retold, NoticeId id) {
    return retold.notice(id).map(it -> it.standing().word()).orElse("unknown");
  }

  @Test
  void anOfferThatTheDaemonDidNotSeeEndEndedWithIt() {
    Retold retold = retold(new NoticeEvent.Offered(END, AT, "a"));

    assertEquals("pending", standing(retold, END));
    assertEquals(1, retold.notice(END).orElseThrow().standing().offers());
  }

  @Test
  void whatWasAcknowledgedIsDeliveredWhateverFollows() {
    Retold retold =
        retold(
            new NoticeEvent.Offered(END, AT, "a"),
            new NoticeEvent.Offered(END, AT, "b"),
            new NoticeEvent.Acknowledged(END, AT, "a"),
            new NoticeEvent.Offered(END, AT, "c"));

    assertEquals("delivered", standing(retold, END));
  }

  @Test
  void aWatchGoesOnWhereTheLastThingThatItToldEnds() {
    Retold retold =
        retold(
            watch(1, true),
            match(1, 1, CaptureStream.STDOUT, 50),
            match(1, 2, CaptureStream.STDERR, 90),
            match(1, 3, CaptureStream.STDOUT, 70));

    Watch watch = retold.watch(new WatchId(1)).orElseThrow();
    assertEquals(
        List.of(70L, 90L, 3L), List.of(watch.to(), watch.toStderr(), (long) watch.found()));
    assertTrue(watch.isOpen());
    assertEquals(3, retold.notices().size());
  }

  @Test
  void whatWasCountedInTheOtherStreamIsNotCountedAgain() {
    NoticeEvent.Match inStderr =
        new NoticeEvent.Match(Optional.of(CaptureStream.STDERR), 89, 90, 60, "x", 3);
    Retold retold =
        retold(
            watch(1, true),
            new NoticeEvent.Matched("w1", AT, new NoticeId(TASK, NoticeKind.MATCH, 1), inStderr));

    Watch watch = retold.watch(new WatchId(1)).orElseThrow();
    assertEquals(List.of(60L, 90L), List.of(watch.to(), watch.toStderr()));
  }

  @Test
  void aWatchThatHasFoundWhatItLooksForOnceLooksNoFurther() {
    Retold retold = retold(watch(1, false), match(1, 1, CaptureStream.STDOUT, 50));

    assertFalse(retold.watch(new WatchId(1)).orElseThrow().isOpen());
  }

  @Test
  void onlyWhoWaitedInVainIsToldThatAWatchEnded() {
    Retold vain = retold(watch(1, false), ended("w1", Watch.TASK_ENDED));
    Retold found =
        retold(watch(1, true), match(1, 1, CaptureStream.PTY, 9), ended("w1", Watch.TASK_ENDED));
    Retold removed = retold(watch(1, false), ended("w1", Watch.REMOVED));

    NoticeId id = new NoticeId(TASK, NoticeKind.WATCH_ENDED, 1);
    assertEquals("pending", standing(vain, id));
    assertEquals("unknown", standing(found, id));
    assertEquals("unknown", standing(removed, id));
    assertEquals(List.of(), removed.notices());
  }

  private static NoticeEvent ended(String watch, String reason) {
    return new NoticeEvent.WatchEnded(watch, AT, reason);
  }

  @Test
  void numbersAreNeverUsedAgainNotEvenOfWhatWasToldLongAgo() {
    Retold retold =
        retold(
            watch(4, true),
            match(4, 6, CaptureStream.STDOUT, 9),
            new NoticeEvent.Acknowledged(new NoticeId(TASK, NoticeKind.MATCH, 6), AT, "a"));

    assertEquals(List.of(), retold.notices());
    assertEquals("t1.match.7", retold.nextNotice(NoticeKind.MATCH).toString());
    assertEquals("w5", retold.nextWatch().toString());
  }

  @Test
  void whatANewerHobWroteIsOfNoEffect() {
    Retold retold =
        retold(
            new NoticeEvent.Unknown("sung"),
            new NoticeEvent.WatchAdded("x1", AT, new WatchGoal.FirstOutput(), false),
            match(9, 1, CaptureStream.STDOUT, 3));

    assertEquals(List.of(), retold.notices());
    assertEquals(List.of(), retold.watches());
  }

  @Test
  void whatIsToldElsewhereIsKnownHereNoLonger() {
    Retold retold = retold(watch(1, true), match(1, 1, CaptureStream.STDOUT, 9));
    NoticeId id = new NoticeId(TASK, NoticeKind.MATCH, 1);

    assertEquals(Optional.of(id), retold.release(id).map(Notice::id));
    assertEquals(Optional.empty(), retold.release(id));
    assertEquals("t1.match.2", retold.nextNotice(NoticeKind.MATCH).toString());
  }
}
