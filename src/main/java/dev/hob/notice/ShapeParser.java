package dev.hob.notice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a regular expression for what {@link RegexShape} tells. RE2/J decides whether it is one;
 * this must be right for those that it takes, and come to an end for all.
 */
final class ShapeParser {
  /** RE2/J compiles by recursion. */
  private static final int DEEPEST = 100;

  /** Each needle is looked for by itself. */
  private static final int MOST_NEEDLES = 8;

  private static final int NOT_BOUNDED = -1;

  /** A text that is in each match. */
  private record Run(String text, boolean anyCase) {}

  /**
   * A part of the expression.
   *
   * @param runs one of them is in each match of it; empty when there is none to tell
   */
  private record Part(boolean canBeEmpty, long size, List<Run> runs) {
    static Part nothing() {
      return new Part(true, 0, List.of());
    }

    /** A condition. */
    static Part empty() {
      return new Part(true, 1, List.of());
    }

    static Part character() {
      return new Part(false, 1, List.of());
    }

    Part or(Part other) {
      List<Run> both = new ArrayList<>(runs);
      both.addAll(other.runs);
      boolean told = !runs.isEmpty() && !other.runs.isEmpty() && both.size() <= MOST_NEEDLES;
      return new Part(
          canBeEmpty || other.canBeEmpty, bounded(size + other.size), told ? both : List.of());
    }

    Part then(Part other) {
      return new Part(
          canBeEmpty && other.canBeEmpty,
          bounded(size + other.size),
          worth(other.runs) > worth(runs) ? other.runs : runs);
    }

    Part times(int least, int most) {
      long copies = most == NOT_BOUNDED ? least + 1L : most;
      return new Part(
          canBeEmpty || least == 0,
          bounded(1 + size * Math.max(1, copies)),
          least == 0 ? List.of() : runs);
    }

    private static long bounded(long size) {
      return Math.min(size, RegexShape.TOO_LARGE);
    }

    /** The shortest counts: it is found most often. */
    private static int worth(List<Run> runs) {
      return runs.stream().mapToInt(run -> run.text().length()).min().orElse(0);
    }
  }

  private final String regex;
  private int at;
  private int depth;
  private boolean tooDeep;
  private boolean repeatsNothing;
  private boolean anyCase;
  private boolean waitsForEnd;
  private Optional<String> unsupported = Optional.empty();

  /** Plain characters that follow each other, and are in each match of the sequence. */
  private StringBuilder run = new StringBuilder();

  ShapeParser(String regex) {
    this.regex = regex;
  }

  RegexShape shape() {
    Part all = alternatives();
    while (at < regex.length()) {
      at++; // a parenthesis too many: this is none
      all = all.then(alternatives());
    }
    List<Needle> needles =
        all.runs().stream().map(found -> new Needle(found.text(), found.anyCase())).toList();
    return new RegexShape(
        needles,
        waitsForEnd,
        all.canBeEmpty(),
        tooDeep ? RegexShape.TOO_LARGE : all.size(),
        repeatsNothing,
        unsupported);
  }

  private Part alternatives() {
    Part all = sequence();
    while (takes("|")) {
      all = all.or(sequence());
    }
    return all;
  }

  private Part sequence() {
    StringBuilder outer = run;
    run = new StringBuilder();
    Part all = Part.nothing();
    while (at < regex.length() && next() != '|' && next() != ')') {
      all = all.then(step());
    }
    all = all.then(endOfRun());
    run = outer;
    return all;
  }

  /** The run so far, which nothing continues. */
  private Part endOfRun() {
    Part told =
        new Part(true, 0, run.isEmpty() ? List.of() : List.of(new Run(run.toString(), anyCase)));
    run.setLength(0);
    return told;
  }

  private Part step() {
    if (times().isPresent()) {
      repeatsNothing = true; // as behind flags
      return endOfRun();
    }
    if (takes("\\Q")) {
      return quoted();
    }
    if (next() == '\\' && at + 1 < regex.length() && !isAsciiLetterOrDigit(regex.charAt(at + 1))) {
      at++;
      return plain(character());
    }
    return switch (next()) {
      case '(' -> group();
      case '[', '.', '^', '$', '\\' -> {
        Part before = endOfRun();
        yield before.then(repeated(special()));
      }
      default -> plain(character());
    };
  }

  private Part quoted() {
    int end = regex.indexOf("\\E", at);
    int stop = end < 0 ? regex.length() : end;
    Part all = Part.nothing();
    while (at < stop) {
      int c = character();
      if (at >= stop) {
        at = Math.min(regex.length(), stop + 2);
        return all.then(plain(c));
      }
      all = all.then(once(c));
    }
    at = Math.min(regex.length(), stop + 2);
    return all;
  }

  /** A character that stands for itself, with what says how often. */
  private Part plain(int c) {
    Optional<int[]> times = times();
    if (times.isEmpty()) {
      return once(c);
    }
    int least = times.get()[0];
    Part before = least == 0 ? Part.nothing() : told(c);
    Part repeated = Part.character().times(least, times.get()[1]);
    return before.then(endOfRun()).then(repeated(repeated));
  }

  private Part once(int c) {
    return told(c).then(Part.character());
  }

  /** Puts a character to the run, or ends it. */
  private Part told(int c) {
    if (!isTold(c)) {
      return endOfRun();
    }
    run.appendCodePoint(c);
    return Part.nothing();
  }

  /**
   * Whether its bytes are in each match of it. Without regard to case that is hardly so outside of
   * ASCII, and not for two letters inside: the long s and the sign of Kelvin match them. A
   * replacement character may stand for any byte.
   */
  private boolean isTold(int c) {
    if (anyCase && (c >= 0x80 || "kKsS".indexOf(c) >= 0)) {
      return false;
    }
    return c >= ' '
        && c != '\ufffd'
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
  }

  private Part repeated(Part part) {
    Part all = part;
    Optional<int[]> times = times();
    while (times.isPresent()) {
      all = all.times(times.get()[0], times.get()[1]);
      times = times();
    }
    return all;
  }

  /** How often the last part is repeated, at least and at most, if that is said here. */
  private Optional<int[]> times() {
    int[] times;
    if (takes("*")) {
      times = new int[] {0, NOT_BOUNDED};
    } else if (takes("+")) {
      times = new int[] {1, NOT_BOUNDED};
    } else if (takes("?")) {
      times = new int[] {0, 1};
    } else {
      return counted();
    }
    takes("?");
    return Optional.of(times);
  }

  private Optional<int[]> counted() {
    int begin = at;
    if (takes("{")) {
      int least = number();
      int most = !takes(",") ? least : next() == '}' ? NOT_BOUNDED : number();
      if (least >= 0 && takes("}")) {
        takes("?");
        return Optional.of(new int[] {least, most});
      }
    }
    at = begin;
    return Optional.empty();
  }

  /** Or a negative one for none. RE2/J takes none above 1,000. */
  private int number() {
    final int digits = 4;
    int begin = at;
    while (at < regex.length() && next() >= '0' && next() <= '9') {
      at++;
    }
    boolean isOne = at > begin && at - begin <= digits;
    return isOne ? Integer.parseInt(regex.substring(begin, at)) : Integer.MIN_VALUE;
  }

  private Part group() {
    Part before = endOfRun();
    at++;
    boolean outerCase = anyCase;
    if (takes("?") && !prefix()) {
      return before; // flags for what follows
    }
    if (depth == DEEPEST) {
      tooDeep = true;
      at = regex.length();
      return before;
    }
    depth++;
    Part inner = alternatives();
    depth--;
    takes(")");
    anyCase = outerCase;
    return before.then(repeated(new Part(inner.canBeEmpty(), inner.size() + 2, inner.runs())));
  }

  /** What follows {@code (?}; false if it is no group but flags. */
  private boolean prefix() {
    if (takes("=") || takes("!") || takes("<=") || takes("<!")) {
      unsupported = Optional.of("a look ahead or behind, (?= (?! (?<= or (?<!");
    } else if (takes(">")) {
      unsupported = Optional.of("an atomic group, (?>");
    } else if (takes("P=")) {
      unsupported = Optional.of("a reference back, (?P=");
    } else if (takes("P<") || takes("<")) {
      skipBehind('>');
    } else {
      return flags();
    }
    return true;
  }

  private boolean flags() {
    boolean sets = true;
    while (at < regex.length()) {
      switch (regex.charAt(at++)) {
        case '-' -> sets = false;
        case 'i' -> anyCase = sets;
        case ':' -> {
          return true;
        }
        case ')' -> {
          return false;
        }
        default -> {
          // Flags that change nothing here, or none.
        }
      }
    }
    return false;
  }

  private Part special() {
    char c = regex.charAt(at++);
    return switch (c) {
      case '^' -> Part.empty();
      case '$' -> endCondition();
      case '[' -> set();
      case '\\' -> escape();
      default -> Part.character();
    };
  }

  private Part endCondition() {
    waitsForEnd = true;
    return Part.empty();
  }

  private Part set() {
    takes("^");
    takes("]");
    while (at < regex.length() && next() != ']') {
      if (next() == '[' && regex.startsWith("[:", at) && regex.indexOf(":]", at) > 0) {
        at = regex.indexOf(":]", at) + 1;
      } else if (next() == '\\') {
        at++;
      }
      at = Math.min(regex.length(), at + 1);
    }
    at = Math.min(regex.length(), at + 1);
    return Part.character();
  }

  /** Behind a backslash that is followed by a letter or a digit, or by nothing. */
  private Part escape() {
    if (at == regex.length()) {
      return Part.character();
    }
    char c = regex.charAt(at++);
    switch (c) {
      case 'A', 'E' -> {
        return Part.empty();
      }
      case 'b', 'B', 'z' -> {
        return endCondition();
      }
      case 'p', 'P' -> skipName(1);
      case 'x' -> skipName(2);
      case 'k' -> unsupported = Optional.of("a reference back, \\k");
      default -> digits(c);
    }
    return Part.character();
  }

  /** A digit begins a character's number; RE2/J takes no reference back. */
  private void digits(char first) {
    if (first < '0' || first > '9') {
      return;
    }
    int begin = at;
    while (at < regex.length() && at < begin + 2 && next() >= '0' && next() <= '7') {
      at++;
    }
    if (first != '0' && at == begin) {
      unsupported = Optional.of("a reference back, \\" + first);
    }
  }

  private void skipName(int width) {
    if (takes("{")) {
      skipBehind('}');
    } else {
      at = Math.min(regex.length(), at + width);
    }
  }

  private void skipBehind(char end) {
    int found = regex.indexOf(end, at);
    at = found < 0 ? regex.length() : found + 1;
  }

  private boolean takes(String text) {
    boolean isThere = regex.startsWith(text, at);
    at += isThere ? text.length() : 0;
    return isThere;
  }

  private char next() {
    return at < regex.length() ? regex.charAt(at) : 0;
  }

  private int character() {
    int c = regex.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private static boolean isAsciiLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
