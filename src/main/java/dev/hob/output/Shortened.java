package dev.hob.output;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A line that is short enough, perhaps because its middle was taken out. Its beginning says what it
 * is, and its end is where errors stand.
 *
 * @param leftOut how many characters were taken out
 */
record Shortened(String text, int leftOut) {
  private static final int PERCENT_OF_BEGINNING = 75;

  static Shortened toFit(String line, Bounds bounds) {
    int chars = bounds.lineChars();
    Shortened shown = to(line, chars);
    while (chars > 0 && !fits(shown.text(), bounds)) {
      chars = chars / 2;
      shown = to(line, chars);
    }
    return shown;
  }

  /** With room for the end of the line. */
  private static boolean fits(String text, Bounds bounds) {
    return text.getBytes(StandardCharsets.UTF_8).length < bounds.bytes()
        && Tokens.in(text) < bounds.tokens();
  }

  private static Shortened to(String line, int chars) {
    if (line.length() <= chars) {
      return new Shortened(line, 0);
    }
    int head = border(line, chars * PERCENT_OF_BEGINNING / 100);
    int tail = border(line, line.length() - (chars - head));
    int leftOut = tail - head;
    String mark = String.format(Locale.ROOT, "…[%,d characters left out]…", leftOut);
    return new Shortened(line.substring(0, head) + mark + line.substring(tail), leftOut);
  }

  /** Not between the two halves of a character. */
  private static int border(String line, int at) {
    boolean inside =
        at > 0
            && at < line.length()
            && Character.isLowSurrogate(line.charAt(at))
            && Character.isHighSurrogate(line.charAt(at - 1));
    return inside ? at - 1 : at;
  }
}
