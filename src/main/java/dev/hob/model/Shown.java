package dev.hob.model;

/**
 * How foreign text is shown in a message: short, on one line, with nothing that steers a screen.
 */
public final class Shown {
  /** Enough to recognise the text by, and never a flood. */
  static final int MAX_LENGTH = 80;

  private Shown() {}

  public static String text(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(MAX_LENGTH).forEach(point -> append(shown, point));
    return shown
        .append(text.codePointCount(0, text.length()) > MAX_LENGTH ? "…\"" : "\"")
        .toString();
  }

  private static void append(StringBuilder shown, int point) {
    if (point == '"' || point == '\\') {
      shown.append('\\').appendCodePoint(point);
    } else if (Character.isISOControl(point)
        || Character.getType(point) == Character.FORMAT
        || Character.getType(point) == Character.SURROGATE) {
      shown.append(String.format("\\u%04x", point));
    } else {
      shown.appendCodePoint(point);
    }
  }
}
