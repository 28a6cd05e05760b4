package dev.hob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Windows of random logs beside a simple reference, and of the logs that flood contexts. */
@Tag("smoke")
class WindowsTest {
  private static final Charset UTF_8 = StandardCharsets.UTF_8;

  private static final List<String> BITS =
      List.of(
          "\n",
          "\r\n",
          "\n\n",
          "\r",
          "a word ",
          "Grüße ",
          "日本語",
          "👩‍👩‍👧 ",
          "0123456789",
          "\t",
          "\u001b[31mred\u001b[0m",
          "\u001b[2K",
          "\u001b[K",
          "\u001b[5D",
          "\u001b[12G",
          "\u001b]0;title\u0007",
          "\u001b]8;;x\u001b\\",
          "\u001b(B",
          "\u001b",
          "\u001b[",
          "\b\b",
          "\0",
          "\u0085",
          "\u009b",
          "\u007f",
          "=====>",
          "ERROR: no");

  /** A sequence of more bytes than these has no end, as far as a reader can wait. */
  private static final int LONGEST_WAITED_FOR = 64;

  /** Latin-1 characters stand for bytes. */
  private static final Pattern HALF_A_CHARACTER =
      Pattern.compile(
          "[\u00c2-\u00df]"
              + "|[\u00e0-\u00ef][\u0080-\u00bf]?"
              + "|[\u00f0-\u00f4][\u0080-\u00bf]{0,2}");

  private static final Pattern HALF_A_SEQUENCE =
      Pattern.compile("\u001b(\\[[ -?]*|[\\]PX^_]((?!\u001b\\\\)[^\u0007\n])*|[()*+\\-./#% ])?");

  private static byte[] log(Seeded random, int bits) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    for (int i = 0; i < bits; i++) {
      if (random.below(12) == 0) {
        for (int k = random.below(4); k >= 0; k--) {
          log.write(random.below(256));
        }
      } else {
        log.writeBytes(random.of(BITS).getBytes(StandardCharsets.UTF_8));
      }
      if (random.below(400) == 0) {
        log.writeBytes("x".repeat(random.below(5000)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return log.toByteArray();
  }

  private static Bounds bounds(Seeded random) {
    return new Bounds(
            100 + random.below(3000),
            1 + random.below(60),
            20 + random.below(300),
            20 + random.below(1000))
        .usable();
  }

  @Test
  void everyWindowIsThatOfTheReference() throws IOException {
    Seeded random = Seeded.fresh();
    int rounds = Seeded.rounds(400);
    for (int round = 0; round < rounds; round++) {
      byte[] log = log(random, random.below(600));
      Bounds bounds = bounds(random);
      boolean complete = random.chance();
      SimpleWindows simple = new SimpleWindows(log, complete, bounds);
      Windows windows = Windows.clean(MadeStream.of(log, complete), bounds);
      int position = random.below(log.length + 1);

      assertSeen(simple.last(), windows.read(new Wanted.Last()), bounds);
      if (position <= log.length - 4) {
        assertSeen(simple.from(position), windows.read(new Wanted.From(position)), bounds);
      }
      assertBounded(windows.read(new Wanted.Ends()), bounds, log.length);
      Window around = windows.read(new Wanted.Around(position));
      assertBounded(around, bounds, log.length);
      boolean holds = position < around.to() || around.to() == windows.end();
      assertTrue(around.from() <= position && holds, around::toString);
    }
  }

  private static void assertSeen(SimpleWindows.Seen simple, Window window, Bounds bounds) {
    assertEquals(simple.from(), window.from());
    assertEquals(simple.to(), window.to());
    boolean isText = window.parts().stream().allMatch(it -> it instanceof Part.Shown);
    if (isText) {
      assertEquals(simple.text(), window.text());
    }
    assertBounded(window, bounds, window.total());
  }

  private static void assertBounded(Window window, Bounds bounds, long total) {
    String text = window.text();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= bounds.bytes(), () -> bytes + " bytes, at most " + bounds.bytes());
    long lines = window.parts().stream().mapToLong(WindowsTest::lines).sum();
    assertTrue(lines <= bounds.lines(), () -> lines + " lines, at most " + bounds.lines());
    int tokens =
        window.parts().stream()
            .mapToInt(it -> it instanceof Part.Shown ? Tokens.in(it.mark()) : 0)
            .sum();
    assertTrue(tokens <= bounds.tokens(), () -> tokens + " tokens, at most " + bounds.tokens());
    long told = window.parts().stream().mapToLong(it -> it.to() - it.from()).sum();
    assertEquals(window.to() - window.from(), told);
    assertEquals(total, window.total());
    long at = window.from();
    for (Part part : window.parts()) {
      assertEquals(at, part.from());
      at = part.to();
    }
  }

  private static long lines(Part part) {
    return part instanceof Part.Shown ? part.mark().lines().count() : 0;
  }

  @Test
  void cleaningIsThatOfTheReference() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(3000); round++) {
      String line =
          new String(log(random, random.below(60)), StandardCharsets.UTF_8).replace("\n", "");
      assertEquals(shown(SimpleWindows.clean(line)), shown(LineText.of(line)), () -> shown(line));
    }
  }

  private static String shown(String line) {
    return line.chars().mapToObj(it -> Integer.toHexString(it)).toList().toString();
  }

  /**
   * Only for what nobody can tell yet: all that is there begins one character, or one sequence that
   * is not too long to have an end.
   */
  private static boolean mayWait(byte[] there, boolean raw, boolean complete) {
    String bytes = new String(there, StandardCharsets.ISO_8859_1);
    boolean sequence = !raw && bytes.length() <= LONGEST_WAITED_FOR;
    boolean begins =
        HALF_A_CHARACTER.matcher(bytes).matches()
            || (sequence && HALF_A_SEQUENCE.matcher(bytes).matches());
    return bytes.isEmpty() || (!complete && begins);
  }

  @Test
  void pagingCoversEveryByteOnceWhileTheLogGrows() throws IOException {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(60); round++) {
      byte[] log = log(random, 400 + random.below(600));
      Bounds bounds = bounds(random);
      boolean raw = random.chance();
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      long at = 0;
      int length = random.below(log.length + 1);
      while (at < log.length) {
        boolean complete = length == log.length;
        StoredStream now = MadeStream.of(Arrays.copyOf(log, length), complete);
        Window window =
            (raw ? Windows.raw(now, bounds) : Windows.clean(now, bounds)).read(new Wanted.From(at));
        assertEquals(at, window.from());
        byte[] there = Arrays.copyOfRange(log, (int) at, length);
        assertTrue(window.to() > at || mayWait(there, raw, complete), "it does not get on");
        if (raw) {
          window.parts().forEach(it -> seen.writeBytes(((Part.Shown) it).bytes()));
        }
        at = window.to();
        length = Math.min(log.length, length + random.below(2000));
      }

      assertEquals(log.length, at);
      if (raw) {
        assertTrue(Arrays.equals(log, seen.toByteArray()), "not the same bytes");
      }
    }
  }

  @Test
  void aLineOfTenMegabytesLosesItsMiddleAndSaysSo() throws IOException {
    byte[] log = ("begin " + "x".repeat(10 << 20) + " the end\nnext\n").getBytes(UTF_8);

    Window last = Windows.clean(MadeStream.of(log, true), Bounds.LOG).read(new Wanted.Last());
    Window first = Windows.clean(MadeStream.of(log, true), Bounds.LOG).read(new Wanted.From(0));
    Window ends = Windows.clean(MadeStream.of(log, true), Bounds.LOG).read(new Wanted.Ends());

    assertEquals("next\n", last.text());
    assertEquals(List.of(new Part.LeftOut(0, log.length - 5)), last.leftOut());
    assertTrue(first.text().matches("begin x+…\\[[0-9,]+ characters left out]…x+"), first.text());
    assertEquals(1, first.shortenedLines());
    assertTrue(ends.text().startsWith("begin xxx") && ends.text().endsWith("next\n"), ends.text());
    assertBounded(ends, Bounds.LOG, log.length);
  }

  @Test
  void progressOfAHundredMegabytesIsItsLastLine() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    for (int i = 0; log.size() < 100 << 20; i++) {
      log.writeBytes(("\rdownloading " + i + " of many, please wait a little").getBytes(UTF_8));
    }
    log.writeBytes("\rdone                                             ".getBytes(UTF_8));
    MadeStream stream = MadeStream.of(log.toByteArray(), true);

    Window last = Windows.clean(stream, Bounds.REPLY).read(new Wanted.Last());

    assertTrue(last.text().startsWith("done   "), last.text());
    assertTrue(last.text().length() < 100, last.text());
    assertEquals(last.total(), last.to());
    assertEquals(List.of(new Part.LeftOut(0, last.from())), last.leftOut());
    assertTrue(stream.bytesRead() <= Bounds.REPLY.mostRead() + 64, "read " + stream.bytesRead());
  }

  @Test
  void whatIsNoTextIsDescribed() throws IOException {
    byte[] random = new byte[1 << 20];
    Seeded seeded = Seeded.of(3);
    for (int i = 0; i < random.length; i++) {
      random[i] = (byte) seeded.below(256);
    }
    byte[] png = random.clone();
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 0, png, 0, 8);

    Window last = Windows.clean(MadeStream.of(random, true), Bounds.LOG).read(new Wanted.Last());
    Window first = Windows.clean(MadeStream.of(png, true), Bounds.LOG).read(new Wanted.From(0));

    assertTrue(last.text().matches("\\[[0-9,]+ bytes from \\d+ are no text: binary data]\n"));
    assertTrue(first.text().matches("\\[[0-9,]+ bytes from 0 are no text: PNG image]\n"));
  }

  /** Each of these once cost a gigabyte, or a minute. */
  @Test
  void linesThatWereMadeToCostMuchCostLittle() throws IOException {
    List<String> hostile =
        List.of(
            "\u001b[999C".repeat(166_666) + "x",
            "\u001b]".repeat(500_000),
            "a".repeat(500_000) + "\u001b[1K".repeat(125_000),
            "a".repeat(500_000) + "x\u001b[2K".repeat(100_000),
            "a".repeat(400_000) + "\rx\u001b[99999C\u001b[1K".repeat(20_000),
            "\u001b[C".repeat(340_000) + "y");
    for (String line : hostile) {
      MadeStream stream = MadeStream.of((line + "\n").getBytes(UTF_8), true);
      for (Wanted wanted : List.of(new Wanted.Last(), new Wanted.From(0), new Wanted.Ends())) {
        assertBounded(
            Windows.clean(stream, Bounds.REPLY).read(wanted), Bounds.REPLY, line.length() + 1L);
      }
      assertTrue(LineText.of(line).length() <= line.length() + 1001);
    }
  }

  /** A program flushes where it likes; a page of what is there must not end within a sequence. */
  @Test
  void anEscapeSequenceThatIsNotWholeWaitsForItsRest() throws IOException {
    for (String text :
        List.of(
            "abc \u001b[31mred\n",
            "\u001b]0;title\u0007shown\n",
            "\u001b]8;;http://x\u001b\\link\n",
            "a\u001b(Bb\n",
            "日本 ü\u001b[0m\n")) {
      byte[] bytes = text.getBytes(UTF_8);
      String whole =
          Windows.clean(MadeStream.of(bytes, true), Bounds.LOG).read(new Wanted.From(0)).text();
      for (int cut = 0; cut <= bytes.length; cut++) {
        Window first =
            Windows.clean(MadeStream.of(Arrays.copyOf(bytes, cut), false), Bounds.LOG)
                .read(new Wanted.From(0));
        Window rest =
            Windows.clean(MadeStream.of(bytes, false), Bounds.LOG)
                .read(new Wanted.From(first.to()));

        assertEquals(whole, first.text() + rest.text(), "cut at " + cut);
      }
    }
  }

  /** Something may never get its end, and its reader must not wait for ever. */
  @Test
  void aSequenceWithoutAnEndHoldsBackSoManyBytesAndNoMore() throws IOException {
    for (String begin : List.of("\u001b[", "\u001b]", "\u001bP", "\u001b]8;;x\u001b")) {
      byte[] bytes = (begin + "0".repeat(100)).getBytes(UTF_8);
      for (int length = 1; length <= bytes.length; length++) {
        MadeStream there = MadeStream.of(Arrays.copyOf(bytes, length), false);
        int shown = length <= LONGEST_WAITED_FOR ? 0 : length;

        assertEquals(shown, Windows.clean(there, Bounds.LOG).read(new Wanted.From(0)).to());
        assertEquals(length, Windows.raw(there, Bounds.LOG).read(new Wanted.From(0)).to());
      }
    }
  }

  /** What seemed to begin there was the rest of another sequence, which the reader has got. */
  @Test
  void aReaderGetsOnThoughWhatHeHasReadLooksUnfinished() throws IOException {
    for (String begin : List.of("\u001b(\u001b[", "\u001b(\u001b]")) {
      byte[] bytes = (begin + "0".repeat(100)).getBytes(UTF_8);
      long at = begin.length();
      for (int length = begin.length() + 1; length <= bytes.length; length++) {
        MadeStream there = MadeStream.of(Arrays.copyOf(bytes, length), false);

        at = Windows.clean(there, Bounds.LOG).read(new Wanted.From(at)).to();

        assertEquals(length, at);
      }
    }
  }

  @Test
  void theWindowAroundAPositionHoldsIt() throws IOException {
    byte[] one = "x".repeat(200_000).getBytes(UTF_8);
    byte[] frames = ("y".repeat(600_000) + "\r").repeat(3).getBytes(UTF_8);
    for (byte[] log : List.of(one, frames)) {
      for (int position : List.of(0, 1, 70_000, 199_000, log.length - 1)) {
        for (boolean raw : List.of(true, false)) {
          MadeStream stream = MadeStream.of(log, true);
          Windows windows =
              raw ? Windows.raw(stream, Bounds.LOG) : Windows.clean(stream, Bounds.LOG);
          Window window = windows.read(new Wanted.Around(position));

          assertTrue(
              window.from() <= position && position < window.to(),
              () -> position + " is not in " + window.from() + ".." + window.to());
        }
      }
    }
  }

  /** A gigabyte of one letter is not held in memory; it is made as it is read. */
  @Test
  void aGigabyteOfOneLetterCostsWhatTheBoundsSay() throws IOException {
    MadeStream stream = MadeStream.repeating(new byte[] {'x'}, 1L << 30);

    for (Wanted wanted :
        List.of(new Wanted.Last(), new Wanted.Ends(), new Wanted.From(5), new Wanted.Around(99))) {
      Window window = Windows.clean(stream, Bounds.REPLY).read(wanted);
      assertBounded(window, Bounds.REPLY, 1L << 30);
      assertTrue(window.text().contains("characters left out"), window.text());
      assertTrue(!window.leftOut().isEmpty());
    }
    assertTrue(stream.bytesRead() <= 10L * Bounds.REPLY.mostRead(), "read " + stream.bytesRead());
  }

  @Test
  void theEndOfALongLogCostsWhatThatOfAShortOneCosts() throws IOException {
    byte[] line = "a line of a log, as there are many of them\n".getBytes(UTF_8);
    MadeStream small = MadeStream.repeating(line, 5L << 10);
    MadeStream huge = MadeStream.repeating(line, 5L << 30);

    Windows.clean(small, Bounds.LOG.withLines(50)).read(new Wanted.Last());
    Windows.clean(huge, Bounds.LOG.withLines(50)).read(new Wanted.Last());

    assertEquals(1, huge.reads());
    assertEquals(1, small.reads());
  }
}
