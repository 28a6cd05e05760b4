package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.SessionBook.Registered;
import dev.hob.model.SessionBook.Registering;
import dev.hob.model.SessionBook.Standing;
import dev.hob.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
class SessionBookTest {
  private static final Instant T = SampleTasks.START;
  private static final SessionKey A = new SessionKey("a");
  private static final SessionKey B = new SessionKey("b");
  private static final SessionKey C = new SessionKey("c");
  private static final SessionKey D = new SessionKey("d");
  private static final HarnessProcess P = new HarnessProcess(10, "s10", "boot");
  private static final HarnessProcess Q = new HarnessProcess(11, "s11", "boot");

  /**
   * What a process does that registers session b. First column: what it spoke for; second: what was
   * known of b. Then, for each source: the session that is handed over to b, and who has in the end
   * what b had; {@code -} is nobody. In every case b is active afterwards, and the process speaks
   * for it if there is one.
   */
  private static final String TABLE =
      """
      spoke for          | of b        | startup | resume | clear | compact | fork
      no process         | nothing     | - -     | - -    | - -   | - -     | - -
      no process         | active      | - -     | - -    | - -   | - -     | - -
      no process         | ended       | - -     | - -    | - -   | - -     | - -
      no process         | handed to d | - -     | - -    | - -   | - -     | - -
      nobody             | nothing     | - -     | - -    | - -   | - -     | - -
      nobody             | active      | - -     | - -    | - -   | - -     | - -
      nobody             | ended       | - -     | - -    | - -   | - -     | - -
      nobody             | handed to d | - -     | - -    | - -   | - -     | - -
      b                  | nothing     | - -     | - -    | - -   | - -     | - -
      b                  | active      | - -     | - -    | - -   | - -     | - -
      b                  | ended       | - -     | - -    | - -   | - -     | - -
      b                  | handed to d | - -     | - -    | - -   | - -     | - -
      a                  | nothing     | - -     | - -    | a -   | a -     | - -
      a                  | active      | - -     | - -    | a -   | a -     | - -
      a                  | ended       | - -     | - -    | a -   | a -     | - -
      a                  | handed to d | - -     | - -    | a -   | a -     | - -
      a, ended           | nothing     | - -     | - -    | a -   | a -     | - -
      a, ended           | active      | - -     | - -    | a -   | a -     | - -
      a, ended           | ended       | - -     | - -    | a -   | a -     | - -
      a, ended           | handed to d | - -     | - -    | a -   | a -     | - -
      a, ended and back  | nothing     | - -     | - -    | - -   | - -     | - -
      a, ended and back  | active      | - -     | - -    | - -   | - -     | - -
      a, ended and back  | ended       | - -     | - -    | - -   | - -     | - -
      a, ended and back  | handed to d | - -     | - -    | - -   | - -     | - -
      """;

  private static SessionBook registered(
      SessionBook book, SessionKey session, SessionSource source, HarnessProcess process) {
    return book.register(new Registering(session, "h", source, Optional.of(process), T));
  }

  private static SessionBook started(SessionBook book, SessionKey session, HarnessProcess process) {
    return registered(book, session, SessionSource.STARTUP, process);
  }

  private static SessionBook cleared(SessionBook book, SessionKey session, HarnessProcess process) {
    return registered(book, session, SessionSource.CLEAR, process);
  }

  private static SessionBook before(String spokeFor, String ofB) {
    SessionBook book =
        switch (ofB) {
          case "nothing" -> SessionBook.EMPTY;
          case "active" -> started(SessionBook.EMPTY, B, Q);
          case "ended" -> started(SessionBook.EMPTY, B, Q).end(B, T);
          case "handed to d" -> cleared(started(SessionBook.EMPTY, B, Q), D, Q);
          default -> throw new AssertionError(ofB);
        };
    return switch (spokeFor) {
      case "no process", "nobody" -> book;
      case "b" -> withEntryOnly(book);
      case "a" -> started(book, A, P);
      case "a, ended" -> started(book, A, P).end(A, T);
      case "a, ended and back" ->
          started(started(book, A, P).end(A, T), A, new HarnessProcess(12, "s12", "boot"));
      default -> throw new AssertionError(spokeFor);
    };
  }

  /** The process speaks for b, whatever is known of b besides. */
  private static SessionBook withEntryOnly(SessionBook book) {
    List<Registered> processes = new ArrayList<>(book.processes());
    processes.add(new Registered(P, B, "h", T, false));
    Map<SessionKey, Standing> standings = new LinkedHashMap<>(book.standings());
    standings.putIfAbsent(B, Standing.firstSeen(T));
    return SessionBook.of(processes, standings);
  }

  @Test
  void whoeverRegistersWhateverItGoesAsTheTableSays() {
    String[] rows = TABLE.split("\n");
    SessionSource[] sources = SessionSource.values();
    for (int row = 1; row < rows.length; row++) {
      String[] cells = rows[row].split("\\|");
      for (int i = 0; i < sources.length; i++) {
        String where = rows[row] + " meets " + sources[i].word();
        assertEquals(sources[i].word(), rows[0].split("\\|")[i + 2].strip());
        SessionBook before = before(cells[0].strip(), cells[1].strip());
        boolean hasProcess = !cells[0].strip().equals("no process");

        SessionBook after =
            before.register(
                new Registering(
                    B, "new", sources[i], hasProcess ? Optional.of(P) : Optional.empty(), T));

        assertEquals(cells[i + 2].strip(), shown(before, after), where);
        assertFalse(after.isEnded(B), where);
        assertEquals("new", after.standingOf(B).orElseThrow().harness(), where);
        assertEquals(hasProcess ? Optional.of(B) : Optional.empty(), after.sessionOf(P), where);
        assertEquals(before.isEnded(A), after.isEnded(A), where);
      }
    }
  }

  private static String shown(SessionBook before, SessionBook after) {
    Set<SessionKey> handedOver = new HashSet<>(after.predecessorsOf(B));
    handedOver.removeAll(before.predecessorsOf(B));
    return handedOver.stream()
        .map(SessionKey::value)
        .collect(Collectors.joining(",", "", ""))
        .concat(handedOver.isEmpty() ? "-" : "")
        .concat(" ")
        .concat(after.successorOf(B).map(SessionKey::value).orElse("-"));
  }

  @Test
  void theTableCoversTheWholeProduct() {
    Set<String> rows =
        Stream.of(TABLE.split("\n"))
            .skip(1)
            .map(row -> row.split("\\|"))
            .map(cells -> cells[0].strip() + "|" + cells[1].strip())
            .collect(Collectors.toSet());

    assertEquals(6 * 4, rows.size());
  }

  @Test
  void whatIsHandedOnAndOnEndsWithTheLast() {
    SessionBook book = cleared(cleared(started(SessionBook.EMPTY, A, P), B, P), C, P);

    assertEquals(Optional.of(C), book.successorOf(A));
    assertEquals(Optional.of(C), book.successorOf(B));
    assertEquals(Optional.empty(), book.successorOf(C));
    assertEquals(Set.of(A, B), book.predecessorsOf(C));
    assertEquals(Set.of(A), book.predecessorsOf(B));
    assertEquals(Set.of(), book.predecessorsOf(A));
  }

  @Test
  void whatIsHandedBackAndForthIsWithTheLastOne() {
    SessionBook book = cleared(cleared(started(SessionBook.EMPTY, A, P), B, P), A, P);

    assertEquals(Optional.of(A), book.successorOf(B));
    assertEquals(Optional.empty(), book.successorOf(A));
    assertEquals(Set.of(B), book.predecessorsOf(A));
    assertEquals(Set.of(), book.predecessorsOf(B));
  }

  @Test
  void aSessionThatWasHandedOverAndIsResumedSpeaksForItselfAndKeepsWhatItHad() {
    SessionBook handedOn = cleared(cleared(started(SessionBook.EMPTY, A, P), B, P), C, P);

    SessionBook book = registered(handedOn, B, SessionSource.RESUME, Q);

    assertEquals(Optional.empty(), book.successorOf(B));
    assertEquals(Set.of(A), book.predecessorsOf(B));
    assertEquals(Set.of(), book.predecessorsOf(C));
    assertEquals(Optional.of(C), book.sessionOf(P));
    assertEquals(Optional.of(B), book.sessionOf(Q));
  }

  @Test
  void aCircleThatAFileSpeaksOfIsFollowedOnce() {
    Standing standing = Standing.firstSeen(T);
    Map<SessionKey, Standing> standings = new LinkedHashMap<>();
    standings.put(A, handedTo(standing, B));
    standings.put(B, handedTo(standing, A));
    standings.put(C, handedTo(standing, C));
    SessionBook book = SessionBook.of(List.of(), standings);

    assertEquals(Optional.of(B), book.successorOf(A));
    assertEquals(Optional.of(A), book.successorOf(B));
    assertEquals(Optional.empty(), book.successorOf(C));
    assertEquals(Set.of(B), book.predecessorsOf(A));
    assertEquals(Set.of(), book.predecessorsOf(C));
    assertEquals(Set.of(), book.forget(T.plusSeconds(1)).sessions());
  }

  private static Standing handedTo(Standing standing, SessionKey successor) {
    return new Standing(
        standing.harness(),
        standing.registeredAt(),
        standing.endedAt(),
        Optional.of(successor),
        standing.goneOwners(),
        standing.lastSeen());
  }

  @Test
  void anEndedSessionHasNobodyWhoSpeaksForItUntilItIsResumed() {
    SessionBook ended = started(started(SessionBook.EMPTY, A, P), A, Q).end(A, T);
    assertTrue(ended.isEnded(A));
    assertEquals(List.of(), ended.speakersOf(A));
    assertEquals(Optional.empty(), ended.sessionOf(P));

    SessionBook resumed = registered(ended, A, SessionSource.RESUME, Q);

    assertFalse(resumed.isEnded(A));
    assertEquals(Optional.of(A), resumed.sessionOf(Q));
    assertEquals(Optional.empty(), resumed.sessionOf(P));
    assertEquals(List.of(Q), resumed.speakersOf(A).stream().map(Registered::process).toList());
  }

  @Test
  void aProcessIsKnownByPidAndStartAndBoot() {
    SessionBook book = started(SessionBook.EMPTY, A, P);

    assertEquals(Optional.empty(), book.sessionOf(new HarnessProcess(10, "other", "boot")));
    assertEquals(Optional.empty(), book.sessionOf(new HarnessProcess(10, "s10", "other")));
    assertThrows(IllegalArgumentException.class, () -> new HarnessProcess(10, " ", "boot"));
    assertThrows(IllegalArgumentException.class, () -> new HarnessProcess(0, "s", "boot"));
  }

  @Test
  void agentsStayGoneUntilTheyThemselvesComeBack() {
    SessionBook gone =
        started(SessionBook.EMPTY, A, P).ownerGone(A, "x", T).ownerGone(A, "y", T).end(A, T);
    SessionBook resumed = registered(gone, A, SessionSource.RESUME, P);
    assertTrue(resumed.isGone(A, "x") && resumed.isGone(A, "y"));

    SessionBook back = resumed.ownerBack(A, "x");

    assertFalse(back.isGone(A, "x"));
    assertTrue(back.isGone(A, "y"));
    assertFalse(back.isGone(B, "y"));
    assertEquals(back, back.ownerBack(A, "x"));
    assertEquals(back, back.ownerBack(B, "y"));
  }

  @Test
  void aSessionThatNeverRegisteredCanEndAndHaveAgentsThatAreGone() {
    SessionBook book = SessionBook.EMPTY.end(A, T).ownerGone(B, "x", T).seen(C, T);

    assertTrue(book.isEnded(A));
    assertTrue(book.isGone(B, "x"));
    assertEquals(Set.of(A, B, C), book.sessions());
    assertEquals(Optional.empty(), book.standingOf(A).orElseThrow().registeredAt());
  }

  @Test
  void anUnknownHarnessDoesNotHideAKnownOne() {
    SessionBook book =
        started(SessionBook.EMPTY, A, P)
            .register(new Registering(A, "", SessionSource.COMPACT, Optional.of(P), T));

    assertEquals("h", book.standingOf(A).orElseThrow().harness());
  }

  @Test
  void processesThatAreGoneLeaveTheirSessionsAsTheyAre() {
    SessionBook book = started(started(SessionBook.EMPTY, A, P), B, Q);

    SessionBook left = book.withoutProcesses(it -> it.process().equals(P));

    assertEquals(Optional.empty(), left.sessionOf(P));
    assertEquals(Optional.of(B), left.sessionOf(Q));
    assertEquals(book.standings(), left.standings());
  }

  @Test
  void oldSessionsAreForgottenUnlessSomebodySpeaksForThemOrForTheirHeir() {
    SessionBook book =
        cleared(started(SessionBook.EMPTY, A, P), B, P).end(A, T).seen(C, T).seen(D, T);

    assertEquals(book, book.forget(T));
    assertEquals(Set.of(A, B), book.forget(T.plusMillis(1)).sessions());
    assertEquals(Optional.of(B), book.forget(T.plusMillis(1)).successorOf(A));
    SessionBook alone = book.withoutProcesses(it -> true).seen(D, T.plusMillis(5));
    assertEquals(Set.of(D), alone.forget(T.plusMillis(1)).sessions());
  }

  @Test
  void whatWasHandedOverByWayOfAForgottenSessionIsStillHandedOver() {
    SessionBook chain = cleared(cleared(started(SessionBook.EMPTY, A, P), B, P), C, P);

    SessionBook book = crowded(chain.seen(A, T.plusSeconds(2)).end(B, T));

    assertFalse(book.sessions().contains(B));
    assertEquals(Optional.of(C), book.successorOf(A));
  }

  /** With so many sessions that the one that is missed least must go, and it alone. */
  private static SessionBook crowded(SessionBook book) {
    Map<SessionKey, Standing> standings = new LinkedHashMap<>(book.standings());
    IntStream.range(0, SessionBook.MAX_SESSIONS + 1 - book.sessions().size())
        .forEach(
            i -> standings.put(new SessionKey("other " + i), Standing.firstSeen(T.plusSeconds(1))));
    return SessionBook.of(book.processes(), standings);
  }

  @Test
  void ofTooManySessionsTheOneThatEndedFirstGoesFirst() {
    SessionBook book =
        started(SessionBook.EMPTY, D, Q)
            .seen(C, T.minusSeconds(9))
            .end(B, T.plusSeconds(4))
            .end(A, T.plusSeconds(3));

    SessionBook one = crowded(book);
    SessionBook two = one.seen(new SessionKey("new 1"), T.plusSeconds(5));
    SessionBook three = two.seen(new SessionKey("new 2"), T.plusSeconds(5));
    SessionBook four = three.seen(new SessionKey("new 3"), T.plusSeconds(5));

    assertEquals(Set.of(B, C, D), ofBook(one));
    assertEquals(Set.of(C, D), ofBook(two));
    assertEquals(Set.of(D), ofBook(three));
    assertEquals(Set.of(D), ofBook(four));
    assertEquals(SessionBook.MAX_SESSIONS, four.sessions().size());
    assertTrue(four.sessions().contains(new SessionKey("new 3")));
  }

  private static Set<SessionKey> ofBook(SessionBook book) {
    return Stream.of(A, B, C, D).filter(book.sessions()::contains).collect(Collectors.toSet());
  }

  @Test
  void ofTooManyProcessesTheOnesWhoseSessionEndedGoFirstThenTheOldest() {
    SessionBook book = SessionBook.EMPTY;
    for (int i = 1; i <= SessionBook.MAX_PROCESSES; i++) {
      book = started(book, new SessionKey("s" + i), process(i));
    }
    book = book.end(new SessionKey("s7"), T);

    SessionBook one = started(book, A, process(1001));
    SessionBook two = started(one, A, process(1002));

    assertEquals(SessionBook.MAX_PROCESSES, two.processes().size());
    assertEquals(Optional.of(new SessionKey("s1")), one.sessionOf(process(1)));
    assertTrue(one.processes().stream().noneMatch(it -> it.process().equals(process(7))));
    assertEquals(Optional.empty(), two.sessionOf(process(1)));
    assertEquals(Optional.of(new SessionKey("s2")), two.sessionOf(process(2)));
    assertEquals(Optional.of(A), two.sessionOf(process(1002)));
  }

  private static HarnessProcess process(int pid) {
    return new HarnessProcess(pid, "s", "boot");
  }

  @Test
  void ofTooManyAgentsTheMarkThatWasMadeFirstGoes() {
    SessionBook book = SessionBook.EMPTY;
    for (int i = 0; i < SessionBook.MAX_AGENTS; i++) {
      book = book.ownerGone(A, "agent " + i, T);
    }

    SessionBook more = book.ownerGone(A, "agent 0", T).ownerGone(A, "one more", T);

    assertEquals(SessionBook.MAX_AGENTS, more.standingOf(A).orElseThrow().goneOwners().size());
    assertTrue(more.isGone(A, "agent 0") && more.isGone(A, "one more"));
    assertFalse(more.isGone(A, "agent 1"));
  }

  @Test
  void longNamesTakeTheRoomOfMany() {
    SessionBook book = SessionBook.EMPTY;
    int longest = SessionKey.MAX_LENGTH;
    int fit = SessionBook.MAX_TEXT / longest;
    for (int i = 0; i <= fit; i++) {
      String name = i + "x".repeat(longest - String.valueOf(i).length());
      book = book.seen(new SessionKey(name), T.plusMillis(i));
    }

    assertEquals(fit, book.sessions().size());
    assertTrue(book.sessions().stream().noneMatch(it -> it.value().startsWith("0x")));
  }

  @Test
  void namesBeyondAllMeasureAreNone() {
    String endless = "x".repeat(SessionKey.MAX_LENGTH + 1);
    SessionBook book =
        started(SessionBook.EMPTY, A, P)
            .register(new Registering(A, endless, SessionSource.RESUME, Optional.of(P), T));

    assertEquals("h", book.standingOf(A).orElseThrow().harness());
    assertEquals(book, book.ownerGone(A, endless, T.plusSeconds(1)));
    assertEquals(Optional.empty(), HarnessProcess.of(1, endless, ""));
    assertEquals(Optional.empty(), HarnessProcess.of(1, "s", endless));
  }

  @Test
  void timesAreAsFineAsTheFileKeepsThem() {
    SessionBook book = SessionBook.EMPTY.end(A, T.plusNanos(1_999_999));

    assertEquals(Optional.of(T.plusMillis(1)), book.standingOf(A).orElseThrow().endedAt());
  }

  @Test
  void aClockThatWasSetBackMakesNoSessionOlder() {
    SessionBook book = SessionBook.EMPTY.seen(A, T).end(A, T.minusSeconds(9));

    assertEquals(T, book.standingOf(A).orElseThrow().lastSeen());
    assertEquals(Optional.of(T.minusSeconds(9)), book.standingOf(A).orElseThrow().endedAt());
  }

  @Test
  void whateverHappensNothingGoesInCirclesAndNothingContradictsItself() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(10); round++) {
      RandomBooks books = new RandomBooks(random, 2 + random.below(8));
      SessionBook book = SessionBook.EMPTY;
      for (int step = 0; step < 100; step++) {
        book = books.next(book);
        check(book);
      }
    }
  }

  @Test
  void whateverHappensToAFullBookTheBoundsHold() {
    Seeded random = Seeded.fresh();
    SessionBook book = crowded(SessionBook.EMPTY);
    RandomBooks books = new RandomBooks(random, 5000);
    for (int step = 0; step < 20; step++) {
      book = books.next(book);

      assertTrue(book.sessions().size() <= SessionBook.MAX_SESSIONS);
      assertTrue(book.processes().size() <= SessionBook.MAX_PROCESSES);
    }
    check(book);
  }

  private static void check(SessionBook book) {
    for (SessionKey session : book.sessions()) {
      Optional<SessionKey> heir = book.successorOf(session);
      assertFalse(heir.equals(Optional.of(session)), () -> session + " goes in circles: " + book);
      assertTrue(
          heir.isEmpty() || book.predecessorsOf(heir.get()).contains(session),
          () -> session + " has an heir that knows nothing of it: " + book);
      assertTrue(
          heir.isEmpty() || book.successorOf(heir.get()).isEmpty(),
          () -> session + " has an heir who has one: " + book);
      assertTrue(
          !book.isEnded(session) || book.speakersOf(session).isEmpty(),
          () -> session + " has ended and somebody speaks for it: " + book);
    }
    Set<HarnessProcess> processes = new HashSet<>();
    for (Registered registered : book.processes()) {
      assertTrue(processes.add(registered.process()), () -> registered + " is there twice");
      assertTrue(book.sessions().contains(registered.session()), registered::toString);
    }
  }
}
