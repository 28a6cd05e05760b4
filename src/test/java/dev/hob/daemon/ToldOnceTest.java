package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of the once-only suite finds what is planted, and nothing else. */
final class ToldOnceTest {
  private static final String TASK = "t123456789";
  private static final String NOTICE = TASK + ".completion.1";
  private static final String OFFERED_A = "offered 1000 A-1";
  private static final String OFFERED_B = "offered 3000 B-1";
  private static final String PROVEN = "acknowledged 4000 session";

  @TempDir private Path store;
  private Trail trail = new Trail();

  @BeforeEach
  void begin() throws IOException {
    record("s1", true);
    trail.accepted("s1", TASK);
  }

  private void record(String session, boolean delivered) throws IOException {
    Path folder = Files.createDirectories(store.resolve("bash-tasks").resolve("0123456789abcdef"));
    Files.writeString(folder.resolve("session.json"), "{}\n");
    Files.writeString(
        folder.resolve(TASK + ".json"),
        """
        {"task_id": "%s", "session_id": "%s", "request_id": "r1", "completion_delivered": %s}
        """
            .formatted(TASK, session, delivered));
  }

  /** Each event as {@code kind time consumer}. */
  private void journal(String... events) throws IOException {
    StringBuilder lines = new StringBuilder("{\"format\":\"hob.notices\",\"version\":1}\n");
    for (String event : events) {
      String[] words = event.split(" ", 3);
      lines.append(
          """
          {"event":"%s","at":%s,"notice_id":"%s","consumer":"%s 7"}
          """
              .formatted(words[0], words[1], NOTICE, words[2]));
    }
    Path folder = store.resolve("bash-tasks").resolve("0123456789abcdef");
    Files.writeString(folder.resolve(TASK + ".notices"), lines + "{\"event\":\"offe");
  }

  private void told(String session, boolean repeat, String holder, long from) {
    trail.told(new Trail.Told(session, TASK, Optional.of(NOTICE), repeat, holder, true, from));
  }

  /** With a fault of the consumer that was told first. */
  private void cut(String holder, Optional<String> about) {
    trail.fault(holder, about, 900);
  }

  private void assertFound(String... wanted) {
    List<String> found =
        ToldOnce.of(store, trail).findings().stream().filter(it -> !it.startsWith(" ")).toList();
    assertEquals(wanted.length, found.size(), found.toString());
    for (String words : wanted) {
      assertTrue(found.stream().anyMatch(it -> it.contains(words)), found.toString());
    }
  }

  @Test
  void whatWasToldOnceIsRight() throws IOException {
    journal(OFFERED_A, PROVEN);
    told("s1", false, "A-1", 900);

    assertFound();
    ToldOnce.Verdict verdict = ToldOnce.of(store, trail);
    assertEquals(1, verdict.tasks());
    assertEquals(1, verdict.offers());
    assertEquals(0, verdict.repeated());
  }

  @Test
  void aReplyThatTellsTheEndIsATelling() throws IOException {
    journal("offered 1000 poll", PROVEN);
    trail.told(new Trail.Told("s1", TASK, Optional.empty(), false, Trail.POLL, true, 900));

    assertFound();
  }

  @Test
  void aRepeatAfterACutConsumerIsRight() throws IOException {
    journal(OFFERED_A, OFFERED_B, PROVEN);
    told("s1", true, "B-1", 2900);
    cut("A-1", Optional.empty());

    assertFound();
    assertEquals(1, ToldOnce.of(store, trail).repeated());
  }

  @Test
  void aRepeatAfterTheDaemonsDeathIsRight() throws IOException {
    journal(OFFERED_A, OFFERED_B, PROVEN);
    told("s1", false, "A-1", 900);
    told("s1", true, "B-1", 2900);
    cut(Trail.DAEMON, Optional.empty());

    assertFound();
  }

  @Test
  void aLostNoticeIsFound() throws IOException {
    journal(OFFERED_A, PROVEN);

    assertFound("to nobody");
  }

  @Test
  void anUndeliveredRecordIsFound() throws IOException {
    record("s1", false);
    journal(OFFERED_A, PROVEN);
    told("s1", false, "A-1", 900);

    assertFound("not delivered");
  }

  @Test
  void aProofThatIsMissingOrDoubleIsFound() throws IOException {
    told("s1", false, "A-1", 900);

    journal(OFFERED_A);
    assertFound("has 0 proofs");

    journal(OFFERED_A, PROVEN, PROVEN);
    assertFound("has 2 proofs");
  }

  @Test
  void aDoubleThatDoesNotSaySoIsFound() throws IOException {
    journal(OFFERED_A, OFFERED_B, PROVEN);
    told("s1", false, "A-1", 900);
    told("s1", false, "B-1", 2900);
    cut("A-1", Optional.empty());

    assertFound("as new more than once", "as new to B-1");
  }

  @Test
  void aRepeatThatIsNoneIsFound() throws IOException {
    journal(OFFERED_A, PROVEN);
    told("s1", true, "A-1", 900);

    assertFound("a repeat of nothing");
  }

  @Test
  void aRepeatThatNothingExplainsIsFound() throws IOException {
    journal(OFFERED_A, OFFERED_B, PROVEN);
    told("s1", false, "A-1", 900);
    told("s1", true, "B-1", 2900);
    assertFound("nothing had happened to A-1");

    cut("A-2", Optional.empty());
    cut("B-1", Optional.empty());
    assertFound("nothing had happened to A-1");
  }

  @Test
  void aFaultOfAnotherTaskOrTimeExplainsNothing() throws IOException {
    journal("offered 1000 poll", OFFERED_B, PROVEN);
    told("s1", true, "B-1", 2900);
    cut(Trail.POLL, Optional.of("t987654321"));
    trail.fault(Trail.DAEMON, Optional.empty(), 3001);
    assertFound("nothing had happened to poll");

    cut(Trail.POLL, Optional.of(TASK));
    assertFound();
  }

  @Test
  void aDeadLauncherDoesNotExplainWhatEndedWell() throws IOException {
    journal("offered 1000 hob notices", OFFERED_B, PROVEN);
    told("s1", true, "B-1", 2900);
    cut(Trail.LAUNCHER, Optional.of("s1"));
    assertFound();

    told("s1", false, Trail.LAUNCHER, 900);
    assertFound("nothing had happened to hob notices");
  }

  @Test
  void aForeignEarIsFound() throws IOException {
    journal(OFFERED_A, PROVEN);
    told("s2", false, "A-1", 900);

    assertFound("told to the session s2");
  }

  @Test
  void whatIsToldAfterItsProofIsFound() throws IOException {
    journal(OFFERED_A, PROVEN, "offered 5000 B-1");
    told("s1", false, "A-1", 900);
    trail.proved(List.of(NOTICE));
    told("s1", true, "B-1", Long.MAX_VALUE);
    cut("A-1", Optional.empty());

    assertFound("B-1 after its proof", "asked after it had been proven");
  }

  @Test
  void whatIsToldWithoutAnOfferIsFound() throws IOException {
    journal(OFFERED_A, PROVEN);
    told("s1", false, "A-1", 900);
    told("s1", true, "B-1", 900);

    assertFound("a repeat of nothing", "B-1 without an offer");
  }

  @Test
  void twoIdsOfOneEndAreFound() throws IOException {
    journal(OFFERED_A, PROVEN);
    trail.told(
        new Trail.Told("s1", TASK, Optional.of(TASK + ".completion.2"), false, "A-1", true, 900));

    assertFound("several ids");
  }

  @Test
  void anExpiryIsFound() throws IOException {
    journal(OFFERED_A, "expired 2000 -", PROVEN);
    told("s1", false, "A-1", 900);

    assertFound("expired");
  }

  @Test
  void anAcceptedTaskThatIsGoneIsFound() throws IOException {
    journal(OFFERED_A, PROVEN);
    told("s1", false, "A-1", 900);
    trail.accepted("s1", "t987654321");

    assertFound("t987654321 was told of or accepted, and has no record");
  }
}
