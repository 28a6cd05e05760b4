package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.model.NoticeEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeJournalCodecTest {
  static List<Path> journals() {
    return Fixtures.entries(Fixtures.ROOT.resolve("journals"));
  }

  @ParameterizedTest
  @MethodSource("journals")
  void eachJournalGivesItsOwnClearResult(Path journal) throws IOException {
    JournalReading reading = NoticeJournalCodec.decode(Fixtures.read(journal.resolve("notices")));

    assertEquals(Files.readString(journal.resolve("expected.txt")).strip(), shown(reading));
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete", "goals-of-all-kinds"})
  void whatIsReadIsWrittenTheSame(String name) {
    byte[] bytes = Fixtures.read(Fixtures.ROOT.resolve("journals/" + name + "/notices"));
    NoticeJournal journal = ((JournalReading.Found) NoticeJournalCodec.decode(bytes)).journal();

    ByteArrayOutputStream written = new ByteArrayOutputStream();
    written.writeBytes(NoticeJournalCodec.header());
    journal.events().forEach(event -> written.writeBytes(NoticeJournalCodec.encode(event)));

    assertArrayEquals(bytes, written.toByteArray());
    assertEquals(bytes.length, journal.wholeBytes());
  }

  @Test
  void aJournalThatBreaksOffAnywhereKeepsItsWholeLines() {
    byte[] bytes = Fixtures.read(Fixtures.ROOT.resolve("journals/complete/notices"));
    for (int length = 0; length <= bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      long lines =
          new String(part, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();

      assertEquals("found " + Math.max(0, lines - 1), shown(NoticeJournalCodec.decode(part)));
    }
  }

  @Test
  void anEventThatIsNotUnderstoodIsNeverWritten() {
    assertThrows(
        IllegalArgumentException.class,
        () -> NoticeJournalCodec.encode(new NoticeEvent.Unknown("sung")));
  }

  private static String shown(JournalReading reading) {
    if (reading instanceof JournalReading.Found found) {
      return "found " + found.journal().events().size();
    }
    if (reading instanceof JournalReading.Newer newer) {
      return "newer " + newer.version();
    }
    return "damaged " + ((JournalReading.Damaged) reading).kind().word();
  }
}
