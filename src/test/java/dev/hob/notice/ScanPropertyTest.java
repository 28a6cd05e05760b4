package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.notice.PlainOracle.Found;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever comes, and however it is cut, a scan finds what the oracle finds. */
class ScanPropertyTest {
  private static final int SHORT = 9;

  private static final List<String> BITS =
      List.of(
          "a",
          "a",
          "b",
          "b",
          "ab",
          "aab",
          "ba",
          "A",
          "x",
          " ",
          "_",
          ".",
          "\t",
          "\n",
          "\r",
          "\r\n",
          "\u00e9",
          "\u20ac",
          "\ud83d\ude00",
          "\u001b[1m",
          "\u001b[0m",
          "\u001b]0;ab\u0007",
          "\u001b(B",
          "\u001b]8;;ab\u001b\\",
          "\u001b[",
          "\u001b",
          "\u001bP",
          "[1",
          "\u0007",
          "\u0000");

  private static final List<byte[]> INVALID =
      List.of(
          bytes(0xff),
          bytes(0xc3),
          bytes(0x80),
          bytes(0xe2, 0x82),
          bytes(0xf0, 0x9f, 0x98),
          bytes(0xc0, 0xaf),
          bytes(0xed, 0xa0, 0x80),
          bytes(0xf4, 0x90, 0x80, 0x80));

  private static final List<String> TEXTS =
      List.of(
          "a",
          "ab",
          "aab",
          "abab",
          "aabaab",
          "ba b",
          "\u00e9",
          "\u20aca",
          "a\ud83d\ude00",
          "[1",
          "bbbbb");

  /** A regular expression, and the same for the JDK, whose words are not only ASCII. */
  private record Both(String ours, String jdk) {
    static Both same(String regex) {
      return new Both(regex, regex);
    }
  }

  private static final String IN_WORD = "[0-9A-Za-z_]";

  private static final List<Both> REGEXES =
      List.of(
          Both.same("a+b"),
          Both.same("^ab"),
          Both.same("ab$"),
          Both.same("^a.*b$"),
          Both.same("a.b"),
          Both.same("(?i)aAb"),
          Both.same("[^a]b"),
          Both.same("(?:ab|ba)+"),
          Both.same("x|\u00e9"),
          Both.same("b{2}a?"),
          Both.same("aab|ab\\."),
          Both.same("[\u20ac\u00e9]."),
          Both.same("a{2,}"),
          Both.same("[\ufffd]a?"),
          new Both("\\bab\\b", "(?<!" + IN_WORD + ")ab(?!" + IN_WORD + ")"),
          new Both("ab\\B", "ab(?=" + IN_WORD + ")"));

  private final Seeded random = Seeded.fresh();

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private byte[] stream(int bits) {
    final int seldom = 12;
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = random.below(bits); i > 0; i--) {
      boolean isValid = random.below(seldom) > 0;
      stream.writeBytes(
          isValid ? random.of(BITS).getBytes(StandardCharsets.UTF_8) : random.of(INVALID));
    }
    return stream.toByteArray();
  }

  private static Sought text(String text) {
    return Sought.of(text, false).orElseThrow();
  }

  private static Sought regex(Both regex) {
    return Sought.of(regex.ours(), true).orElseThrow();
  }

  private static List<Found> regexFound(byte[] stream, Both regex) {
    return PlainOracle.regex(stream, Pattern.compile(regex.jdk(), Pattern.UNIX_LINES));
  }

  private static List<Found> placed(byte[] stream, List<Hit> hits) {
    NavigableSet<Long> lines = new TreeSet<>(PlainOracle.lines(stream));
    List<Found> found = new ArrayList<>();
    for (Hit hit : hits) {
      found.add(new Found(lines.floor(hit.from()), hit.from(), hit.to()));
    }
    return found;
  }

  private static List<Long> lines(List<Found> found) {
    return found.stream().map(Found::line).toList();
  }

  private static List<Found> firstOfEachLine(List<Found> found) {
    List<Found> firsts = new ArrayList<>();
    for (Found each : found) {
      if (firsts.isEmpty() || firsts.get(firsts.size() - 1).line() != each.line()) {
        firsts.add(each);
      }
    }
    return firsts;
  }

  private static void assertNothingTwice(String what, List<Found> found) {
    for (int i = 1; i < found.size(); i++) {
      assertTrue(found.get(i).from() >= found.get(i - 1).to(), what);
    }
  }

  private static String shown(Object sought, byte[] stream) {
    return sought
        + " in "
        + new String(stream, StandardCharsets.ISO_8859_1).replace("\u001b", "ESC");
  }

  @Test
  void textIsFoundWhereTheOracleFindsItHoweverTheStreamIsCut() {
    for (int round = Seeded.rounds(3000); round > 0; round--) {
      byte[] stream = stream(60);
      String text = random.of(TEXTS);

      List<Hit> hits = Feeding.pieces(text(text), stream, random, random.below(SHORT) + 1);

      assertEquals(PlainOracle.text(stream, text), placed(stream, hits), () -> shown(text, stream));
    }
  }

  @Test
  void textIsFoundAndNotRepeatedWhenNewScansGoOn() {
    for (int round = Seeded.rounds(3000); round > 0; round--) {
      byte[] stream = stream(60);
      String text = random.of(TEXTS);

      List<Hit> hits =
          Feeding.piecesAndCrashes(text(text), stream, random, random.below(SHORT) + 1);

      List<Found> found = placed(stream, hits);
      assertEquals(
          PlainOracle.text(stream, text), firstOfEachLine(found), () -> shown(text, stream));
      assertNothingTwice(shown(text, stream), found);
    }
  }

  @Test
  void regexIsFoundWhereTheOracleFindsItInOnePiece() {
    for (int round = Seeded.rounds(1000); round > 0; round--) {
      byte[] stream = stream(60);
      Both regex = random.of(REGEXES);

      List<Hit> hits = Feeding.whole(regex(regex), stream);

      assertEquals(regexFound(stream, regex), placed(stream, hits), () -> shown(regex, stream));
    }
  }

  @Test
  void regexIsFoundInTheSameLinesHoweverTheStreamIsCut() {
    for (int round = Seeded.rounds(1000); round > 0; round--) {
      byte[] stream = stream(60);
      Both regex = random.of(REGEXES);

      List<Hit> hits = Feeding.pieces(regex(regex), stream, random, random.below(SHORT) + 1);

      assertEquals(
          lines(regexFound(stream, regex)),
          lines(placed(stream, hits)),
          () -> shown(regex, stream));
    }
  }

  @Test
  void regexIsFoundInTheSameLinesWhenNewScansGoOn() {
    for (int round = Seeded.rounds(1000); round > 0; round--) {
      byte[] stream = stream(60);
      Both regex = random.of(REGEXES);

      List<Hit> hits =
          Feeding.piecesAndCrashes(regex(regex), stream, random, random.below(SHORT) + 1);

      List<Found> found = placed(stream, hits);
      assertEquals(
          lines(regexFound(stream, regex)),
          lines(firstOfEachLine(found)),
          () -> shown(regex, stream));
      assertNothingTwice(shown(regex, stream), found);
    }
  }

  /** Some lines of several parts, with what is sought at their borders and elsewhere. */
  private byte[] longLines(boolean escapes) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int line = random.below(3); line >= 0; line--) {
      int length = random.below(4 * HeldLine.LONGEST);
      while (stream.size() < length) {
        String filler = random.of("n", "need", "\u20ac", "a needl", escapes ? "\u001b[1m" : " ");
        int times = random.below(random.of(10, 20_000));
        stream.writeBytes(filler.repeat(times).getBytes(StandardCharsets.UTF_8));
        int seldom = 12;
        if (random.below(seldom) == 0) {
          stream.writeBytes(
              (escapes ? "nee\u001b[0mdle" : "needle").getBytes(StandardCharsets.UTF_8));
        }
      }
      stream.write('\n');
    }
    return stream.toByteArray();
  }

  @Test
  void linesOfSeveralPartsHideNoText() {
    for (int round = Seeded.rounds(8); round > 0; round--) {
      byte[] stream = longLines(random.chance());
      Sought needle = text("needle");

      List<Hit> hits = Feeding.pieces(needle, stream, random, random.of(40_000, 200_000));
      List<Hit> afterCrashes = Feeding.piecesAndCrashes(needle, stream, random, 90_000);

      List<Found> expected = PlainOracle.text(stream, "needle");
      assertEquals(expected, placed(stream, hits));
      assertEquals(expected, firstOfEachLine(placed(stream, afterCrashes)));
      assertNothingTwice("repeated", placed(stream, afterCrashes));
    }
  }

  @Test
  void linesOfSeveralPartsHideNoRegex() {
    Both regex = Both.same("n[e]{2}d[k-m]e");
    for (int round = Seeded.rounds(8); round > 0; round--) {
      byte[] stream = longLines(random.chance());

      List<Hit> hits = Feeding.pieces(regex(regex), stream, random, random.of(40_000, 200_000));
      List<Hit> afterCrashes = Feeding.piecesAndCrashes(regex(regex), stream, random, 90_000);

      List<Found> expected = PlainOracle.text(stream, "needle");
      assertEquals(lines(expected), lines(placed(stream, hits)));
      assertEquals(lines(expected), lines(firstOfEachLine(placed(stream, afterCrashes))));
      assertNothingTwice("repeated", placed(stream, afterCrashes));
    }
  }
}
