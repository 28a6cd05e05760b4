package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.SessionHash;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.notice.Mailbox.Given;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is told what, and who is not. */
class MailboxTest {
  private static final SessionHash HASH = new SessionKey("s1").hash();
  private static final Optional<String> SESSION = Optional.empty();
  private static final Optional<String> AGENT = Optional.of("agent");
  private static final int ALL = 100;

  private final Mailbox mail = new Mailbox();
  private Duration now = Duration.ofHours(1);

  private static NoticeId id(int number) {
    return new NoticeId(new TaskId("t" + number), NoticeKind.COMPLETION, 1);
  }

  private void put(int number, Optional<String> owner) {
    mail.add(
        new Notice(id(number), HASH, owner, Instant.EPOCH, new Matter.Ended()),
        Standing.Pending.NEW,
        now,
        false);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private List<String> offered(Optional<String> reader, String consumer) {
    return mail.offer(reader, consumer, ALL, now).stream().map(MailboxTest::shown).toList();
  }

  private static String shown(Given given) {
    return given.notice().id().task() + (given.repeat() ? " again" : "");
  }

  @Test
  void whatOneIsOfferedNobodyElseIs() {
    put(1, SESSION);
    put(2, SESSION);

    assertEquals(List.of("t1", "t2"), offered(SESSION, "a"));
    assertEquals(List.of(), offered(SESSION, "b"));
    assertEquals(Optional.empty(), mail.due(SESSION, now));
  }

  @Test
  void whatLapsesIsARepeatForTheNext() {
    put(1, SESSION);
    offered(SESSION, "a");

    assertFalse(mail.lapse(id(1), "somebody else", now), "not his to let go");
    assertTrue(mail.lapse(id(1), "a", now));

    assertEquals(List.of("t1 again"), offered(SESSION, "b"));
  }

  @Test
  void whatIsAcknowledgedIsNeverOfferedAgain() {
    put(1, SESSION);
    offered(SESSION, "a");
    mail.remove(id(1));

    assertFalse(mail.lapse(id(1), "a", now));
    assertEquals(List.of(), offered(SESSION, "b"));
    assertTrue(mail.isEmpty());
  }

  @Test
  void whoNeverProvesAnythingIsRemindedLessAndLess() {
    put(1, SESSION);
    int told = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      told += offered(SESSION, "deaf").size();
      mail.lapse(id(1), "deaf", now);
      pass(Duration.ofMinutes(1));
    }

    assertTrue(told < 40, told + " times in a day");
    assertTrue(told > 20, "and not given up: " + told);
  }

  @Test
  void aPauseHasAnEnd() {
    put(1, SESSION);
    for (int i = 0; i < 3; i++) {
      offered(SESSION, "deaf");
      mail.lapse(id(1), "deaf", now);
    }
    assertEquals(List.of(), offered(SESSION, "next"));

    Duration ends = mail.nextAfterPause(now).orElseThrow();
    pass(ends.minus(now));

    assertEquals(List.of("t1 again"), offered(SESSION, "next"));
  }

  @Test
  void anOfferThatCouldNotBeWrittenWasNotMade() {
    put(1, SESSION);
    offered(SESSION, "a");
    mail.retract(id(1), now.plusSeconds(5));

    assertEquals(List.of(), offered(SESSION, "b"));
    pass(Duration.ofSeconds(5));
    assertEquals(List.of("t1"), offered(SESSION, "b"));
  }

  @Test
  void nobodyIsWokenForWhatIsHeld() {
    mail.add(
        new Notice(id(1), HASH, SESSION, Instant.EPOCH, new Matter.Ended()),
        Standing.Pending.NEW,
        now,
        true);

    assertEquals(Optional.empty(), mail.due(SESSION, now));
    assertEquals(List.of(), mail.offerWoken(SESSION, "anybody", ALL, now));
    assertTrue(mail.offer(id(1), "a poll"));
    mail.release(id(1));
    assertEquals(List.of(), offered(SESSION, "anybody"));
    assertFalse(mail.offer(id(1), "a second poll"));
  }

  @Test
  void anAgentIsToldOfItsOwnTasksAndTheSessionOfItsOwn() {
    put(1, SESSION);
    put(2, AGENT);
    put(3, Optional.of("other"));

    assertEquals(List.of("t1"), offered(SESSION, "a"));
    assertEquals(List.of("t2"), offered(AGENT, "b"));
    assertEquals(List.of(), offered(Optional.of("a stranger"), "c"));
  }

  @Test
  void whatAnAgentThatIsGoneWasNotToldTheSessionIs() {
    put(1, AGENT);
    assertEquals(List.of(), offered(SESSION, "a"));

    mail.isGone("agent");

    assertEquals(List.of("t1"), offered(SESSION, "a"));
  }

  @Test
  void anAgentThatCallsAgainIsNotGone() {
    mail.isGone("agent");
    mail.heardOf(AGENT, now);
    put(1, AGENT);

    assertEquals(List.of(), offered(SESSION, "a"));
    assertEquals(List.of("t1"), offered(AGENT, "b"));
  }

  @Test
  void anAgentThatHasNotCalledForLongIsTakenForGone() {
    mail.heardOf(AGENT, now);
    put(1, AGENT);
    pass(Mailbox.OWNER_PATIENCE.minusSeconds(1));
    assertEquals(List.of(), offered(SESSION, "a"));

    pass(Duration.ofSeconds(1));

    assertEquals(List.of("t1"), offered(SESSION, "a"));
  }

  @Test
  void nothingIsThereTwice() {
    put(1, SESSION);
    put(1, SESSION);
    offered(SESSION, "a");
    put(1, SESSION);

    assertEquals(List.of(), offered(SESSION, "b"));
  }

  @Test
  void dueTellsHowLongTheFirstHasWaited() {
    put(1, SESSION);
    Duration first = now;
    pass(Duration.ofSeconds(2));
    put(2, SESSION);

    assertEquals(Optional.of(new Mailbox.Due(2, first, now)), mail.due(SESSION, now));
  }

  @Test
  void moreThanWantedWaits() {
    for (int i = 0; i < 5; i++) {
      put(i, SESSION);
    }

    assertEquals(2, mail.offer(SESSION, "a", 2, now).size());
    assertEquals(List.of("t2", "t3", "t4"), offered(SESSION, "b"));
  }
}
