package dev.hob.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be looked for, and what cannot and why. */
class SoughtTest {
  private static Refusal refusal(String pattern, boolean regex) {
    return Sought.of(pattern, regex).fold(sought -> fail("taken: " + pattern), refusal -> refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a)\\1|a reference back, \\1, which cannot be matched in linear time",
        "(?P<n>a)(?P=n)|a reference back, (?P=, which",
        "(?<n>a)\\k<n>|a reference back, \\k, which",
        "a(?=b)|a look ahead or behind",
        "a(?!b)|a look ahead or behind",
        "(?<=a)b|a look ahead or behind",
        "(?<!a)b|a look ahead or behind",
        "(?>a)b|an atomic group",
        "(a|not a regular expression: ",
        "a)|not a regular expression: ",
        "[a|not a regular expression: ",
        "*a|not a regular expression: ",
        "a**|not a regular expression: ",
        "a\\|not a regular expression: ",
        "a{1001}|too large",
        "a{1000}{1000}|too large",
        "(a{1000}){1000}|too large",
        "((a{100}){100}){100}|too large",
        "(((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9})|too large",
        "a*|matches the empty text",
        "^|matches the empty text",
        "$|matches the empty text",
        "\\b|matches the empty text",
        "a|b*|matches the empty text",
        "(a?)(b?)|matches the empty text",
        "^\\s*$|matches the empty text",
        "(a|)|matches the empty text",
        "a(?i)*|nothing in front of it",
      })
  void regexIsRefusedWithTheReason(String line) {
    int split = line.lastIndexOf('|');
    Refusal refusal = refusal(line.substring(0, split), true);

    assertEquals(RefusalCode.BAD_REQUEST, refusal.code());
    assertTrue(refusal.message().contains(line.substring(split + 1)), refusal.message());
    assertFalse(refusal.hint().isEmpty());
  }

  @Test
  void nothingToLookForIsRefused() {
    assertTrue(refusal("", false).message().contains("empty"));
    assertTrue(refusal("", true).message().contains("empty"));
  }

  @Test
  void whatIsTooLongIsRefused() {
    assertTrue(refusal("a".repeat(4097), false).message().contains("4097 characters"));
    assertTrue(refusal("a".repeat(4097), true).message().contains("4097 characters"));
    assertTrue(Sought.of("a".repeat(4096), false).isOk());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r", "\n"})
  void endOfLineIsRefused(String text) {
    assertTrue(refusal(text, false).message().contains("within one line"));
    assertTrue(refusal(text, true).message().contains("within one line"));
  }

  @Test
  void halfACharacterIsRefused() {
    assertTrue(refusal("a\ud83d", false).message().contains("half a character"));
  }

  @Test
  void nestingBeyondAllReasonIsRefused() {
    String deep = "(".repeat(2000) + "a" + ")".repeat(2000);

    assertTrue(refusal(deep, true).message().contains("too large"));
    assertTrue(refusal("(".repeat(4000), true).message().contains("too large"));
  }

  @Test
  void textIsTakenAsItIs() {
    List<Hit> hits =
        Feeding.whole(
            Sought.of("a.(b", false).orElseThrow(), "axb a.(b".getBytes(StandardCharsets.UTF_8));

    assertEquals(List.of(new Hit(4, 8, "axb a.(b")), hits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "server\\sready true",
        "\\d+:errors? true",
        "(error|failed|panic) true",
        "(?i)failed true",
        "^(foo|bar)+x$ true",
        "\\Qa.b\\E+ true",
        "ab?c true",
        "(abc)? false",
        "[abc]d* false",
        "(abc|d?) false",
        "(?i)ks false",
        "\\d{3} false",
      })
  void someRegexesTellWhatIsInEachMatch(String regex, boolean tells) {
    assertEquals(tells, !RegexShape.of(regex).needles().isEmpty());
  }

  private static final List<String> TOKENS =
      List.of(
          "a",
          "b",
          "ab",
          "k",
          "S",
          "s",
          "\u00e9",
          "(",
          "(",
          ")",
          ")",
          "(?:",
          "(?i)",
          "(?i:",
          "(?-i)",
          "|",
          "*",
          "+",
          "?",
          "??",
          "{2}",
          "{0,1}",
          "{1,}",
          "{0}",
          "[ab]",
          "[^a]",
          "[[:alpha:]]",
          "[]a]",
          "\\d",
          "\\b",
          "\\B",
          "^",
          "$",
          "\\z",
          "\\A",
          ".",
          "\\Q",
          "\\E",
          "\\.",
          "\\x61",
          "\\x{e9}",
          "\\141",
          "\\1",
          "\\pL",
          "\\p{L}",
          "\\PL",
          "{",
          "}",
          "]",
          "-",
          ",",
          "1",
          "(?P<n>",
          "(?<m>",
          "\\",
          "(?s)",
          "(?m-i:",
          "(?U)",
          "(?=",
          "\\k",
          "\\C",
          "\\_",
          "\u212a",
          "\ud83d\ude00",
          "{2,1}",
          "{1001}",
          "\\Qab+\\E");

  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "a",
          "b",
          "b",
          "A",
          "B",
          "k",
          "K",
          "\u212a",
          "s",
          "S",
          "\u017f",
          "\u00e9",
          "\u00c9",
          "a.",
          "1",
          " ",
          "{",
          "}",
          "-",
          "]",
          ",",
          "+",
          "*",
          "\ud83d\ude00",
          "i",
          "n",
          "_");

  private static String joined(Seeded random, List<String> of, int most) {
    StringBuilder joined = new StringBuilder();
    for (int i = random.below(most) + 1; i > 0; i--) {
      joined.append(random.of(of));
    }
    return joined.toString();
  }

  /** What is told of a regular expression before it is compiled leaves out no match. */
  @Test
  @Timeout(120)
  void anyRegexIsRefusedOrMatchesAsItsEngineSays() {
    Seeded random = Seeded.fresh();
    int taken = 0;
    for (int round = Seeded.rounds(20_000); round > 0; round--) {
      String regex = joined(random, TOKENS, 7);
      if (!Sought.of(regex, true).isOk()) {
        continue;
      }
      taken++;
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        lines.add(joined(random, CHARACTERS, 8));
      }
      assertSame(regex, lines, random);
    }
    assertTrue(taken > Seeded.rounds(1000), "taken: " + taken);
  }

  private static void assertSame(String regex, List<String> lines, Seeded random) {
    Pattern pattern = Pattern.compile(regex);
    List<String> expected = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        assertTrue(matcher.start() < matcher.end(), () -> "empty match of " + regex);
        expected.add(line);
      }
    }
    byte[] stream = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    Sought sought = Sought.of(regex, true).orElseThrow();

    List<String> whole = Feeding.whole(sought, stream).stream().map(Hit::text).toList();
    int cut = Feeding.pieces(sought, stream, random, 3).size();

    assertEquals(expected, whole, () -> regex + " in " + lines);
    assertEquals(expected.size(), cut, () -> regex + " in pieces of " + lines);
  }

  @Test
  void anyRegexThatIsRefusedForItsSyntaxHasNone() {
    Seeded random = Seeded.fresh();
    for (int round = Seeded.rounds(5_000); round > 0; round--) {
      String regex = joined(random, TOKENS, 7);
      boolean isOne = isRegex(regex);

      String message = Sought.of(regex, true).fold(sought -> "", Refusal::message);

      boolean forSyntax = message.startsWith("not a regular") || message.contains("linear time");
      assertFalse(isOne && forSyntax, () -> regex + ": " + message);
      assertFalse(!isOne && message.isEmpty(), () -> "taken: " + regex);
    }
  }

  private static boolean isRegex(String regex) {
    try {
      Pattern.compile(regex);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
