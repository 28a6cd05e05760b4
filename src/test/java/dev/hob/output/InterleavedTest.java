package dev.hob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputSample;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two random streams beside the plain list of their lines in the order of their samples. */
class InterleavedTest {
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private final List<OutputSample> samples = new ArrayList<>();

  /** All lines, as the samples order them. */
  private final List<String> all = new ArrayList<>();

  private void make(Seeded random) {
    for (int round = random.below(30); round >= 0; round--) {
      List<String> outLines = lines(random, "o");
      List<String> errLines = lines(random, "e");
      outLines.forEach(out::append);
      errLines.forEach(err::append);
      all.addAll(outLines);
      all.addAll(errLines);
      samples.add(new OutputSample(Instant.EPOCH, out.length(), err.length()));
    }
  }

  private static InterleavedTest made(Seeded random) {
    InterleavedTest test = new InterleavedTest();
    test.make(random);
    return test;
  }

  private static Bounds bounds(Seeded random) {
    return new Bounds(256 + random.below(800), 1 + random.below(30), 100, 10_000);
  }

  private static List<String> lines(Seeded random, String stream) {
    List<String> lines = new ArrayList<>();
    for (int i = random.below(4) * random.below(5); i > 0; i--) {
      lines.add(stream + "x".repeat(random.below(40)) + random.below(10) + "\n");
    }
    return lines;
  }

  private Interleaved interleaved(Bounds bounds) {
    return Interleaved.of(stream(out), stream(err), samples, bounds);
  }

  private static StoredStream stream(StringBuilder content) {
    return MadeStream.of(content.toString().getBytes(StandardCharsets.UTF_8), true);
  }

  @Test
  void theEndIsTheEndOfAllLinesInTheirOrder() throws IOException {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(300); round++) {
      InterleavedTest test = made(random);
      Bounds bounds = bounds(random);

      String text = test.interleaved(bounds).last().text();

      assertTrue(String.join("", test.all).endsWith(text), text);
      long lines = text.lines().count();
      int bytes = text.length();
      boolean more = lines < test.all.size();
      int next = more ? test.all.get(test.all.size() - 1 - (int) lines).length() : 0;
      assertTrue(
          !more || lines == bounds.lines() || bytes + next > bounds.bytes() - 2,
          () -> lines + " lines, " + bytes + " bytes, and one more of " + next + " fits");
    }
  }

  @Test
  void readingOnCoversEachLineOnceAndInOrder() throws IOException {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(200); round++) {
      InterleavedTest test = made(random);
      Bounds bounds = bounds(random);
      StringBuilder seen = new StringBuilder();
      Cursor at = Cursor.BEGIN;
      Cursor end = new Cursor(test.out.length(), test.err.length());
      while (!at.equals(end)) {
        Interleaved.Mixed mixed = test.interleaved(bounds).from(at);
        assertEquals(at, mixed.from());
        assertTrue(!mixed.to().equals(at), "it does not get on from " + at);
        seen.append(mixed.text());
        at = Cursor.parse(mixed.to().toString()).orElseThrow();
      }

      assertEquals(String.join("", test.all), seen.toString());
    }
  }

  @Test
  void linesCanCarryTheNamesOfTheirStreams() throws IOException {
    out.append("one\ntwo\n");
    err.append("oops\n");
    samples.add(new OutputSample(Instant.EPOCH, 4, 0));
    samples.add(new OutputSample(Instant.EPOCH, 4, 5));

    assertEquals(
        "stdout| one\nstderr| oops\nstdout| two\n", interleaved(Bounds.LOG).named().last().text());
    assertEquals(
        List.of(CaptureStream.STDOUT, CaptureStream.STDERR, CaptureStream.STDOUT),
        interleaved(Bounds.LOG).last().runs().stream().map(Interleaved.Run::stream).toList());
  }

  @Test
  void theNamesOfTheStreamsCountAndOnlyLinesHaveThem() throws IOException {
    Bounds bounds = new Bounds(2000, 2000, 2000, 1000);
    out.append("\n".repeat(5000));
    int bytes = interleaved(bounds).named().last().text().length();
    assertTrue(bytes <= 2000, bytes + " bytes");

    out.setLength(0);
    out.append("a\u2028b\u0085c\n");
    assertEquals("stdout| a\u2028bc\n", interleaved(Bounds.LOG).named().last().text());
  }

  @Test
  void whatIsNoCursorIsRefused() {
    for (String text : List.of("", "5", "-1-2", "1-2-3", "9999999999999999999-1", "a-b")) {
      assertEquals(
          RefusalCode.BAD_REQUEST, Cursor.parse(text).fold(it -> null, Refusal::code), text);
    }
  }
}
