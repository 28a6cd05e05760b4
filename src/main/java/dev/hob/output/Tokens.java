package dev.hob.output;

/**
 * How many tokens of a model a text has, about. There are many tokenizers and hob has none; this
 * counts as they do: a word of up to four letters is one, longer ones one for each four; three
 * digits are one; each sign is one, but a run of the same sign one for each four; a run of blanks
 * is one, a single blank belongs to the next word; letters of other alphabets are one for each two,
 * and whatever is neither one each, or three outside the basic plane. Never more than the UTF-8
 * bytes.
 */
final class Tokens {
  private static final int LETTERS = 4;
  private static final int DIGITS = 3;
  private static final int SAME_SIGNS = 4;
  private static final int FOREIGN_LETTERS = 2;
  private static final int OUTSIDE = 3;

  private Tokens() {}

  /** What is counted together. */
  private enum Kind {
    LETTER,
    DIGIT,
    BLANK,
    SIGN,
    FOREIGN_LETTER,
    OTHER
  }

  static int in(String text) {
    int tokens = 0;
    int at = 0;
    while (at < text.length()) {
      int first = text.codePointAt(at);
      Kind kind = kind(first);
      int count = 0;
      while (at < text.length() && belongs(text.codePointAt(at), first, kind)) {
        at += Character.charCount(text.codePointAt(at));
        count++;
      }
      tokens += cost(kind, first, count);
    }
    return tokens;
  }

  private static Kind kind(int c) {
    if (c < 0x80) {
      if (Character.isLetter(c)) {
        return Kind.LETTER;
      }
      if (Character.isDigit(c)) {
        return Kind.DIGIT;
      }
      return c == ' ' || c == '\t' ? Kind.BLANK : Kind.SIGN;
    }
    return Character.isLetter(c) && !Character.isIdeographic(c) && Character.charCount(c) == 1
        ? Kind.FOREIGN_LETTER
        : Kind.OTHER;
  }

  private static boolean belongs(int c, int first, Kind kind) {
    return kind == Kind.SIGN ? c == first : kind(c) == kind && (kind != Kind.OTHER || c == first);
  }

  private static int cost(Kind kind, int first, int count) {
    return switch (kind) {
      case LETTER -> ceil(count, LETTERS);
      case DIGIT -> ceil(count, DIGITS);
      case BLANK -> count > 1 ? 1 : 0;
      case SIGN -> ceil(count, SAME_SIGNS);
      case FOREIGN_LETTER -> ceil(count, FOREIGN_LETTERS);
      case OTHER -> count * (Character.charCount(first) == 1 ? 1 : OUTSIDE);
    };
  }

  private static int ceil(int count, int each) {
    return (count + each - 1) / each;
  }
}
