package dev.hob.cli;

/** Foreign text on a screen: it is shown, and steers nothing. */
final class Plain {
  private Plain() {}

  /** On one line. */
  static String line(String text) {
    return shown(text, false);
  }

  /** With its lines and tabs. */
  static String text(String text) {
    return shown(text, true);
  }

  private static String shown(String text, boolean lines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(point -> append(shown, point, lines));
    return shown.toString();
  }

  private static void append(StringBuilder shown, int point, boolean lines) {
    if (lines && (point == '\n' || point == '\t')) {
      shown.appendCodePoint(point);
    } else if (point == '\n') {
      shown.append("\\n");
    } else if (point == '\t') {
      shown.append("\\t");
    } else if (steers(point)) {
      shown.append(String.format("\\u%04x", point));
    } else {
      shown.appendCodePoint(point);
    }
  }

  private static boolean steers(int point) {
    return Character.isISOControl(point)
        || switch (Character.getType(point)) {
          case Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              true;
          default -> false;
        };
  }

  /** Columns of a terminal that it takes. */
  static int columns(String text) {
    return text.codePoints().map(Plain::columns).sum();
  }

  private static int columns(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  /** East Asian scripts and emoji, roughly: a column more or less only bends a table. */
  private static boolean isWide(int point) {
    return (point >= 0x1100 && point <= 0x115f)
        || (point >= 0x2e80 && point <= 0xa4cf)
        || (point >= 0xac00 && point <= 0xd7a3)
        || (point >= 0xf900 && point <= 0xfaff)
        || (point >= 0xfe30 && point <= 0xfe6f)
        || (point >= 0xff00 && point <= 0xff60)
        || (point >= 0x1f300 && point <= 0x1faff)
        || (point >= 0x20000 && point <= 0x3fffd);
  }

  /** No wider than that; a cut is marked. */
  static String cut(String text, int columns) {
    if (columns(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int room = columns - 1;
    for (int point : text.codePoints().toArray()) {
      room -= columns(point);
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(point);
    }
    return kept.append('…').toString();
  }
}
