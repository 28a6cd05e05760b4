package dev.hob.notice;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What is looked for in a stream: a text as it is, or a regular expression. Whatever it is, looking
 * takes time in proportion to what is looked through.
 */
public final class Sought {
  private static final int LONGEST = 4096;

  /** Steps of a program; each may be taken for each character. */
  private static final int LARGEST = 500;

  private static final String SPECIAL = "\\^$.|?*+()[]{}";
  private static final String SYNTAX =
      "it is to be one that RE2 takes; to look for a text as it is, ask for a text";

  private final Supplier<Look> looks;

  private Sought(Supplier<Look> looks) {
    this.looks = looks;
  }

  /** A text, or a regular expression as RE2 takes it. */
  public static Result<Sought> of(String pattern, boolean regex) {
    String kind = regex ? "the regular expression" : "the text";
    if (pattern.isEmpty()) {
      return refused(kind + " to look for is empty", "say what to look for");
    }
    if (pattern.length() > LONGEST) {
      return refused(
          kind + " to look for has " + pattern.length() + " characters",
          "at most " + LONGEST + ": look for a part of it");
    }
    if (pattern.indexOf('\n') >= 0 || pattern.indexOf('\r') >= 0) {
      return refused(
          kind + " to look for has an end of line in it, and a match lies within one line",
          "look for what is in one of the lines");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(pattern)) {
      return refused(kind + " to look for has half a character in it", "give whole characters");
    }
    return regex && hasSpecial(pattern) ? regex(pattern) : Result.ok(text(pattern));
  }

  private static boolean hasSpecial(String pattern) {
    return pattern.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  private static Sought text(String text) {
    Look look = new Look.ForText(new Needle(text, false));
    return new Sought(() -> look);
  }

  private static Result<Sought> regex(String regex) {
    RegexShape shape = RegexShape.of(regex);
    if (shape.size() > LARGEST) {
      return tooLarge();
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return shape
          .unsupported()
          .map(Sought::notLinear)
          .orElseGet(() -> refused("not a regular expression: " + e.getMessage(), SYNTAX));
    }
    if (pattern.programSize() > LARGEST) {
      return tooLarge();
    }
    if (shape.repeatsNothing()) {
      return refused("the regular expression has a repetition with nothing in front of it", SYNTAX);
    }
    if (shape.canBeEmpty() || pattern.matches("")) {
      return refused(
          "the regular expression matches the empty text, and so everywhere",
          "make at least one character of it necessary, as + does instead of *");
    }
    return Result.ok(new Sought(() -> Look.ForRegex.of(pattern, shape)));
  }

  private static Result<Sought> tooLarge() {
    return refused(
        "the regular expression is too large",
        "repeat less: a program of at most " + LARGEST + " steps is to come of it");
  }

  private static Result<Sought> notLinear(String feature) {
    return refused(
        "the regular expression uses " + feature + ", which cannot be matched in linear time",
        "leave it out, and look for what stands there itself");
  }

  private static Result<Sought> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }

  /** One for each scan: some of them remember. */
  Look look() {
    return looks.get();
  }
}
