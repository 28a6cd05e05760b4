package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {
  /**
   * JSON of another shape, which a schema for JSON cannot speak of, or right JSON in a wrong place.
   */
  private static final Set<String> BEYOND_A_SCHEMA =
      Set.of(
          "damaged empty",
          "damaged not_json",
          "damaged not_utf8",
          "damaged wrong_task",
          "damaged wrong_session");

  static List<Fixtures.Case> good() {
    return Fixtures.records().stream().filter(Fixtures.Case::isFound).toList();
  }

  static List<Fixtures.Case> bad() {
    return Fixtures.records().stream()
        .filter(it -> !it.isFound() && !BEYOND_A_SCHEMA.contains(it.expected()))
        .filter(it -> !it.name().equals("damaged/started-at-beyond-64-bits"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodFixturesKeepTheSchema(Fixtures.Case fixture) {
    assertEquals("", Schema.named("record").problemsOf(fixture.bytes()));
  }

  @ParameterizedTest
  @MethodSource("good")
  void whatIsWrittenOfThemKeepsTheSchema(Fixtures.Case fixture) {
    Path rewritten = fixture.folder().resolve("rewritten.json");

    assertEquals("", Schema.named("record").problemsOf(Fixtures.read(rewritten)));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badFixturesBreakTheSchema(Fixtures.Case fixture) {
    assertNotEquals("", Schema.named("record").problemsOf(fixture.bytes()));
  }

  @org.junit.jupiter.api.Test
  void writtenSessionsKeepTheSchema() {
    SessionFile file =
        new SessionFile(
            SampleTasks.SESSION, "claude", Optional.of("/project/ü"), SampleTasks.START);

    assertEquals("", Schema.named("session").problemsOf(SessionCodec.encode(file)));
    assertNotEquals("", Schema.named("session").problemsOf("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** These are read, though nobody writes them: there a field that is missing says nothing. */
  private static final Set<String> READ_THOUGH_LESS = Set.of("least", "without-lists");

  static List<Path> sessionBooks() {
    return Fixtures.entries(Fixtures.ROOT.resolve("sessions")).stream()
        .filter(it -> !READ_THOUGH_LESS.contains(String.valueOf(it.getFileName())))
        .filter(it -> !BEYOND_A_SCHEMA.contains(expected(it)))
        .toList();
  }

  private static String expected(Path folder) {
    return new String(Fixtures.read(folder.resolve("expected.txt")), StandardCharsets.UTF_8)
        .strip();
  }

  @ParameterizedTest
  @MethodSource("sessionBooks")
  void booksOfSessionsKeepTheSchemaWhereTheyAreReadAndBreakItWhereNot(Path book) {
    String problems =
        Schema.named("sessions").problemsOf(Fixtures.read(book.resolve("sessions.json")));

    assertEquals(expected(book).startsWith("found"), problems.isEmpty(), problems);
  }

  @org.junit.jupiter.api.Test
  void everyLineOfAJournalKeepsTheSchema() throws IOException {
    List<String> lines = Files.readAllLines(Fixtures.ROOT.resolve("journals/complete/notices"));
    Schema schema = Schema.named("notice-event");

    for (String line : lines.subList(1, lines.size())) {
      assertEquals("", schema.problemsOf(line.getBytes(StandardCharsets.UTF_8)), line);
      String without = line.replaceAll("\"at\":[0-9]+,", "");
      assertNotEquals("", schema.problemsOf(without.getBytes(StandardCharsets.UTF_8)), without);
    }
  }
}
