package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.RandomBooks;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionBook.Registered;
import dev.hob.model.SessionBook.Standing;
import dev.hob.model.SessionKey;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionBookCodecTest {
  static List<Path> books() {
    return Fixtures.entries(Fixtures.ROOT.resolve("sessions"));
  }

  private static byte[] complete() {
    return Fixtures.read(Fixtures.ROOT.resolve("sessions/complete/sessions.json"));
  }

  @ParameterizedTest
  @MethodSource("books")
  void eachBookGivesItsOwnClearResult(Path book) throws IOException {
    SessionBookReading reading =
        SessionBookCodec.decode(Fixtures.read(book.resolve("sessions.json")));

    assertEquals(Files.readString(book.resolve("expected.txt")).strip(), shown(reading));
  }

  @Test
  void whatIsReadIsWrittenTheSame() {
    assertEquals(
        new String(complete(), StandardCharsets.UTF_8),
        new String(
            SessionBookCodec.encode(SessionBookCodec.decode(complete()).bookOrEmpty()),
            StandardCharsets.UTF_8));
  }

  @Test
  void whatIsWrittenIsReadTheSameWhateverHappenedBefore() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(20); round++) {
      SessionBook book = new RandomBooks(random, 2 + random.below(20)).after(random.below(200));

      byte[] bytes = SessionBookCodec.encode(book);
      SessionBookReading reading = SessionBookCodec.decode(bytes);

      assertEquals(new SessionBookReading.Found(book), reading);
      assertArrayEquals(bytes, SessionBookCodec.encode(reading.bookOrEmpty()));
      assertEquals("", Schema.named("sessions").problemsOf(bytes));
    }
  }

  @Test
  void aBookThatBreaksOffAnywhereIsDamagedAndNeverLess() {
    byte[] bytes = complete();
    for (int length = 0; length < bytes.length - 1; length++) {
      SessionBookReading reading = SessionBookCodec.decode(Arrays.copyOf(bytes, length));

      assertTrue(reading instanceof SessionBookReading.Damaged, length + " " + reading);
    }
  }

  @Test
  void aFileWithMoreThanTheBoundsAllowIsReadAsFarAsThereIsRoom() {
    String sessions =
        Stream.iterate(0, i -> i + 1)
            .limit(SessionBook.MAX_SESSIONS + 10)
            .map(i -> "{\"session_id\":\"s" + i + "\",\"last_seen\":" + i + "}")
            .collect(Collectors.joining(","));
    String json = "{\"format\":\"hob.sessions\",\"version\":1,\"sessions\":[" + sessions + "]}";

    SessionBook book = SessionBookCodec.decode(json.getBytes(StandardCharsets.UTF_8)).bookOrEmpty();

    assertEquals(SessionBook.MAX_SESSIONS, book.sessions().size());
    assertTrue(book.sessions().contains(new SessionKey("s10")));
  }

  /** A reading in the words of {@code expected.txt}. */
  private static String shown(SessionBookReading reading) {
    if (reading instanceof SessionBookReading.Found found) {
      return shown(found.book());
    }
    if (reading instanceof SessionBookReading.Newer newer) {
      return "newer " + newer.version();
    }
    return "damaged " + ((SessionBookReading.Damaged) reading).kind().word();
  }

  private static String shown(SessionBook book) {
    return Stream.concat(
            Stream.of("found"),
            Stream.concat(
                book.processes().stream().map(SessionBookCodecTest::shown),
                book.standings().entrySet().stream()
                    .map(it -> it.getKey() + shown(book, it.getKey(), it.getValue()))))
        .collect(Collectors.joining("\n"));
  }

  private static String shown(Registered registered) {
    return registered.process().pid()
        + "/"
        + registered.process().start()
        + "/"
        + registered.process().boot()
        + (registered.ended() ? " spoke for " : " speaks for ")
        + registered.session();
  }

  private static String shown(SessionBook book, SessionKey session, Standing standing) {
    return (standing.isEnded() ? " ended" : " active")
        + book.successorOf(session).map(it -> ", handed to " + it).orElse("")
        + (standing.goneOwners().isEmpty() ? "" : ", gone " + standing.goneOwners());
  }
}
