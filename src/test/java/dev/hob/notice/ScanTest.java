package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is found where, and when it is told.
 *
 * <p>The time limits are far above what is needed, and far below what a search takes whose cost is
 * the square of its input, or worse.
 */
class ScanTest {
  private static final int MUCH = 60;

  private final List<Hit> hits = new ArrayList<>();

  private static Scan forText(String text) {
    return new Scan(Sought.of(text, false).orElseThrow(), 0);
  }

  private static Scan forRegex(String regex) {
    return new Scan(Sought.of(regex, true).orElseThrow(), 0);
  }

  private void feed(Scan scan, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    scan.feed(bytes, 0, bytes.length, hits::add);
  }

  private List<String> texts() {
    return hits.stream().map(Hit::text).toList();
  }

  @Test
  void textIsFoundWithItsLineAndItsPlace() {
    feed(forText("ready"), "one\nserver ready now\nthree\n");

    assertEquals(List.of(new Hit(11, 16, "server ready now")), hits);
  }

  @Test
  void onlyTheGivenBytesAreLookedAt() {
    byte[] bytes = "ready ready ready".getBytes(StandardCharsets.UTF_8);

    new Scan(Sought.of("ready", false).orElseThrow(), 100).feed(bytes, 6, 5, hits::add);

    assertEquals(List.of(new Hit(100, 105, "ready")), hits);
  }

  @Test
  void promptIsFoundAsSoonAsItsLastByteIsThere() {
    Scan scan = forText("Password:");
    feed(scan, "login\nPass");
    feed(scan, "word");
    assertEquals(List.of(), hits);

    feed(scan, ":");

    assertEquals(List.of(new Hit(6, 15, "Password:")), hits);
  }

  @Test
  void regexIsFoundInALineThatHasNotEnded() {
    feed(forRegex("[Pp]assword: "), "login\nPassword: ");

    assertEquals(List.of(new Hit(6, 16, "Password: ")), hits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"done$", "done\\b", "don[e]\\z", "(?m)done$", "d(one\\b|x)"})
  void regexThatAsksWhatFollowsWaitsForTheEndOfTheLine(String regex) {
    Scan scan = forRegex(regex);
    feed(scan, "all done");
    assertEquals(List.of(), hits);

    feed(scan, "\n");

    assertEquals(List.of(new Hit(4, 8, "all done")), hits);
  }

  @Test
  void regexThatAsksWhatFollowsIsAnsweredWhenTheStreamIsQuiet() {
    Scan scan = forRegex("done$");
    feed(scan, "all done");

    scan.settle(hits::add);
    scan.settle(hits::add);
    feed(scan, " and done\n");

    assertEquals(List.of(new Hit(4, 8, "all done")), hits);
  }

  @Test
  void lineThatWasLookedAtWhenQuietIsStillOneLine() {
    Scan scan = forRegex("^all done$");
    feed(scan, "all ");

    scan.settle(hits::add);
    feed(scan, "done\n");

    assertEquals(List.of(new Hit(0, 8, "all done")), hits);
  }

  @Test
  void lineGivesOneHitHoweverOftenItMatches() {
    Scan scan = forText("ab");

    feed(scan, "ab ab\nab");
    feed(scan, " ab");
    feed(scan, "\rab\n");

    assertEquals(List.of(0L, 6L, 12L), hits.stream().map(Hit::from).toList());
  }

  @Test
  void noMatchGoesOverTheEndOfALine() {
    Scan text = forText("ab");
    Scan regex = forRegex("a[^x]?b");

    feed(text, "a\nb\ra\r\nb");
    feed(regex, "a\nb\ra\rb");

    assertEquals(List.of(), hits);
  }

  @Test
  void textIsFoundAcrossEscapeSequencesAndPlacedInTheRawBytes() {
    feed(forText("server ready"), "> \u001b[1mserver\u001b[0m ready\u001b[K\n");

    assertEquals(List.of(new Hit(6, 22, "> server ready")), hits);
  }

  @Test
  void regexSeesALineWithoutItsEscapeSequences() {
    feed(forRegex("^server \\d+$"), "\u001b]0;title\u0007\u001b[32mserver 42\u001b[0m\n");

    assertEquals(List.of("server 42"), texts());
  }

  @Test
  void whatIsInAnEscapeSequenceIsFoundToo() {
    feed(forText("title"), "\u001b]0;my title\u0007rest\n");

    assertEquals(List.of(new Hit(7, 12, "titlerest")), hits);
  }

  @Test
  void escapeSequenceThatIsCutByFeedsIsOne() {
    Scan scan = forText("ready");
    feed(scan, "rea\u001b");
    feed(scan, "[");
    feed(scan, "1");
    feed(scan, "mdy");

    assertEquals(List.of(new Hit(0, 9, "ready")), hits);
  }

  @Test
  void textThatGoesOnBehindTheEscapeSequenceOfAnotherFeedIsFound() {
    Scan scan = forText("ab");
    feed(scan, "xa");
    feed(scan, "\u001b[1mb");

    assertEquals(List.of(new Hit(1, 7, "xab")), hits);
  }

  @Test
  void textOfAHitHasNoControlCharacters() {
    feed(forText("b"), "a\u0000\u0001\tb\u0007\u0085c\u007f\n");

    assertEquals(List.of("a bc"), texts());
  }

  @Test
  void textOfAHitIsCutAroundTheMatch() {
    feed(forText("needle"), "<".repeat(600) + "needle" + ">".repeat(600) + "\n");
    feed(forText("needle"), "needle" + ">".repeat(600) + "\n");
    feed(forText("needle"), "<".repeat(600) + "needle>\n");
    feed(forRegex("n+"), "n".repeat(600) + "\n");

    assertEquals(
        List.of(
            "<".repeat(247) + "needle" + ">".repeat(247),
            "needle" + ">".repeat(494),
            "<".repeat(493) + "needle>",
            "n".repeat(500)),
        texts());
  }

  @Test
  void textOfAHitHasNoHalfCharacters() {
    String smile = "\ud83d\ude00";

    feed(forText("xx"), smile.repeat(300) + "xx" + smile.repeat(300) + "\n");
    feed(forText("x"), smile.repeat(300) + "x" + smile.repeat(300) + "\n");

    assertEquals(smile.repeat(124) + "xx" + smile.repeat(124), hits.get(0).text());
    assertEquals(smile.repeat(124) + "x" + smile.repeat(125), hits.get(1).text());
  }

  @Test
  void bytesThatAreNoCharactersAreSingleOnesAndShiftNothing() {
    byte[] bytes = {(byte) 0xff, (byte) 0xe2, (byte) 0x82, 'a', (byte) 0xc3, 'b', '\n'};

    new Scan(Sought.of("a.b$", true).orElseThrow(), 0).feed(bytes, 0, bytes.length, hits::add);
    new Scan(Sought.of("^...a", true).orElseThrow(), 0).feed(bytes, 0, bytes.length, hits::add);

    String text = "\ufffd\ufffd\ufffda\ufffdb";
    assertEquals(List.of(new Hit(3, 6, text), new Hit(0, 4, text)), hits);
  }

  @Test
  void characterThatIsNotWholeYetIsNotLookedAt() {
    byte[] euro = "\u20ac".getBytes(StandardCharsets.UTF_8);
    Scan scan = forRegex("a[^\u20ac]");
    feed(scan, "a");

    scan.feed(euro, 0, 2, hits::add);
    scan.feed(euro, 2, 1, hits::add);
    scan.settle(hits::add);

    assertEquals(List.of(), hits);
  }

  @Test
  void beginningOfALineIsNotBehindACharacterOutsideOfAscii() {
    feed(forRegex("(?:^|x)b+"), "\u20acb\nb\n");

    assertEquals(List.of(4L + 1), hits.stream().map(Hit::from).toList());
  }

  @Test
  void positionIsWhereAnUnfinishedLineBegins() {
    Scan scan = forText("x");

    feed(scan, "one\ntwo");
    assertEquals(4, scan.position());
    feed(scan, "\n");
    assertEquals(8, scan.position());
  }

  @Test
  void positionIsBehindAHitAlreadyWhenItIsTold() {
    Scan scan = forText("x");
    List<Long> positions = new ArrayList<>();
    byte[] bytes = "ax\nbx\ncx".getBytes(StandardCharsets.UTF_8);

    scan.feed(bytes, 0, bytes.length, hit -> positions.add(scan.position() - hit.to()));

    assertEquals(List.of(1L, 1L, 0L), positions);
  }

  @Test
  void positionGoesOnInALineThatHadItsHit() {
    Scan scan = forText("x");

    feed(scan, "ax");
    feed(scan, "bbb");

    assertEquals(5, scan.position());
  }

  @Test
  void nothingMatchesAcrossWhatIsMissing() {
    Scan scan = forText("ab");

    feed(scan, "a");
    scan.skipTo(10);
    feed(scan, "b ab\n");

    assertEquals(List.of(new Hit(12, 14, "b ab")), hits);
  }

  @Test
  void lineThatHadItsHitEndsWhereBytesAreMissing() {
    Scan scan = forText("ab");

    feed(scan, "ab");
    scan.skipTo(10);
    feed(scan, "ab\n");

    assertEquals(List.of(0L, 10L), hits.stream().map(Hit::from).toList());
  }

  @Test
  void nothingIsMissingBeforeWhatWasFed() {
    Scan scan = forText("ab");
    feed(scan, "12345");

    assertThrows(IllegalArgumentException.class, () -> scan.skipTo(4));
  }

  static Stream<Integer> placesAtTheBorderOfAPart() {
    final int around = 8;
    return Stream.iterate(
        HeldLine.LONGEST - around, i -> i <= HeldLine.LONGEST + around, i -> i + 1);
  }

  @ParameterizedTest
  @MethodSource("placesAtTheBorderOfAPart")
  void matchAtTheBorderOfAPartIsFound(int before) {
    String line = ".".repeat(before) + "needle";

    feed(forText("needle"), line + "\n");
    feed(forRegex("needle$"), line + "\n");
    feed(forRegex("ne[e]dle"), line + "\n");
    feed(forRegex("\\bneedle\\b"), line + "-".repeat(70_000) + "\n");

    List<Long> places = hits.stream().map(Hit::from).toList();
    assertEquals(Collections.nCopies(4, (long) before), places);
  }

  @Test
  void laterPartsOfALineAreNotItsBeginningAndEarlierOnesNotItsEnd() {
    String line = "x".repeat(300_000);

    feed(forRegex("^x+y"), line + "\n");
    feed(forRegex("^x{3}$"), line + "\n");
    feed(forRegex("z$"), "z".repeat(HeldLine.LONGEST) + "a\n");
    feed(forRegex("^x"), "a" + line + "\n");
    feed(forRegex("\\bx"), "a" + line + "\n");

    assertEquals(List.of(), hits);
  }

  @Test
  void scanGoesOnInTheMiddleOfALongLine() {
    String line = "x".repeat(300_000) + "needle";
    Scan first = forText("needle");
    feed(first, line.substring(0, 250_000));

    long position = first.position();
    Scan second = new Scan(Sought.of("needle", false).orElseThrow(), position);
    feed(second, line.substring((int) position));

    assertTrue(250_000 - position <= HeldLine.LONGEST, () -> "too far back: " + position);
    assertEquals(List.of(300_000L), hits.stream().map(Hit::from).toList());
  }

  @Test
  void shortLinesBehindALongOneAreLookedAt() {
    Scan scan = forText("needle");

    feed(scan, "x".repeat(200_000));
    feed(scan, "needle" + "x".repeat(200_000));
    feed(scan, "\nneedle\nneedle");

    assertEquals(List.of(200_000L, 400_007L, 400_014L), hits.stream().map(Hit::from).toList());
  }

  /** They never end in an engine that tries one way after the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(x+)+$",
        "(.*)*x",
        "(.*)*[yw]",
        "(x+x+)+y",
        "(x+x+)+[yw]",
        "(x|xx)+[yw]",
        "x*x*x*[yw]"
      })
  @Timeout(MUCH)
  void regexesThatNeverEndElsewhereEndHere(String regex) {
    Scan scan = forRegex(regex);

    feed(scan, "x".repeat(1 << 20));
    feed(scan, "z\n");
  }

  @Test
  @Timeout(MUCH)
  void textThatNearlyMatchesEverywhereIsSoughtInLinearTime() {
    String same = "a".repeat(4095);
    String all = "a".repeat(8 << 20);

    feed(forText("b" + same), all);
    feed(forText(same + "b"), all);
    feed(forText(same.substring(2048) + "b" + same.substring(2048)), all);

    assertEquals(List.of(), hits);
  }

  @Test
  @Timeout(MUCH)
  void millionHitsOfOneFeedAreTold() {
    byte[] bytes = "a hit\n".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    AtomicLong count = new AtomicLong();

    forText("hit").feed(bytes, 0, bytes.length, hit -> count.incrementAndGet());

    assertEquals(1_000_000, count.get());
  }

  @Test
  @Timeout(MUCH)
  void matchesOfOneEndlessLineAreOneHit() {
    byte[] bytes = "hit ".repeat(4_000_000).getBytes(StandardCharsets.UTF_8);

    forText("hit").feed(bytes, 0, bytes.length, hits::add);

    assertEquals(1, hits.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"needle", "n[e]edle", "needle$", "\\d{3}"})
  @Timeout(MUCH)
  void lineThatGrowsByteByByteIsCheap(String regex) {
    byte[] bytes = new byte[3 * HeldLine.LONGEST];
    Arrays.fill(bytes, (byte) 'e');
    Scan scan = forRegex(regex);

    for (int i = 0; i < bytes.length; i++) {
      scan.feed(bytes, i, 1, hits::add);
    }

    assertEquals(List.of(), hits);
  }

  @Test
  @Timeout(MUCH)
  void lineOfNothingButEscapesIsCheapAndBounded() {
    byte[] bytes = "\u001b[1m".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    Scan scan = forText("needle");

    scan.feed(bytes, 0, bytes.length, hits::add);

    assertTrue(bytes.length - scan.position() <= HeldLine.LONGEST);
  }
}
