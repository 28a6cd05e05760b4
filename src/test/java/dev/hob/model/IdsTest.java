package dev.hob.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Seeded;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idsOfOlderStoresAreAccepted() {
    for (String id : List.of("t1a2b3c4d5", "bash-0123456789abcdef", "A", "_", "x".repeat(64))) {
      assertEquals(id, TaskId.parse(id).orElseThrow().value());
    }
  }

  @Test
  void whatIsNoIdNeverReachesAPath() {
    for (String text :
        List.of(
            "",
            "-rf",
            "..",
            ".",
            "a/b",
            "a\\b",
            "a.b",
            "a b",
            "a\n",
            "a\0",
            "ü",
            "x".repeat(65),
            "session")) {
      assertEquals(
          "bad_request", TaskId.parse(text).fold(id -> "accepted", it -> it.code().word()), text);
      assertThrows(IllegalArgumentException.class, () -> new TaskId(text));
    }
  }

  @Test
  void newIdsAreMadeOf45Bits() {
    assertEquals("t000000000", TaskId.ofBits(0).value());
    assertEquals("tzzzzzzzzz", TaskId.ofBits(-1).value());
    assertEquals("t000000001", TaskId.ofBits(1).value());
    assertEquals(TaskId.ofBits(5), TaskId.ofBits(5 | 1L << TaskId.BITS));
  }

  @Test
  void newIdsAreSpreadOverTheWholeAlphabet() {
    Seeded random = Seeded.of(1);
    Set<Integer> characters = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      TaskId.ofBits(random.nextLong()).value().substring(1).chars().forEach(characters::add);
    }

    assertEquals(32, characters.size());
    assertFalse(characters.contains((int) 'i') || characters.contains((int) 'l'));
  }

  @Test
  void theSameRequestHasTheSameIdForEver() {
    SessionKey session = new SessionKey("a session");

    assertEquals("t5pm19mew5", TaskId.ofRequest(session, "request-1", 0).value());
    assertNotEquals(
        TaskId.ofRequest(session, "request-1", 0), TaskId.ofRequest(session, "request-1", 1));
    assertNotEquals(
        TaskId.ofRequest(session, "request-1", 0),
        TaskId.ofRequest(new SessionKey("another"), "request-1", 0));
  }

  @Test
  void aSessionsFolderIsNamedByTheFirst16DigitsOfItsHash() {
    // printf 'abc' | sha256sum
    assertEquals("ba7816bf8f01cfea", new SessionKey("abc").hash().digits());
  }

  @Test
  void blankAndEndlessSessionsAreRefused() {
    for (String text : List.of("", " \n", "x".repeat(SessionKey.MAX_LENGTH + 1))) {
      assertFalse(SessionKey.parse(text).isOk());
    }
  }

  @Test
  void onlySixteenLowerCaseHexDigitsAreAHash() {
    assertTrue(SessionHash.parse("ba7816bf8f01cfea").isOk());
    for (String text : List.of("", "BA7816BF8F01CFEA", "ba7816bf8f01cfe", "../ba7816bf8f01c")) {
      assertFalse(SessionHash.parse(text).isOk(), text);
    }
  }

  @Test
  void noticeIdsAreReadAsTheyAreShown() {
    NoticeId id = new NoticeId(new TaskId("t1a2b3c4d5"), NoticeKind.WATCH_ENDED, 12);

    assertEquals("t1a2b3c4d5.watch_ended.12", id.toString());
    assertEquals(id, NoticeId.parse(id.toString()).orElseThrow());
    for (String text :
        List.of("", "t1", "t1.completion", "t1.completion.0", "t1.party.1", "a/b.match.1")) {
      assertFalse(NoticeId.parse(text).isOk(), text);
    }
  }

  @Test
  void foreignTextIsShownShortAndOnOneLine() {
    assertEquals("\"a\\\"b\\\\\\u000a\\u001b\\ud83d🐙\"", Shown.text("a\"b\\\n\u001b\ud83d🐙"));
    assertEquals("\"" + "x".repeat(80) + "…\"", Shown.text("x".repeat(81)));
  }
}
