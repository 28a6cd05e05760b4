package dev.hob.output;

import java.util.Arrays;

/**
 * One line as a terminal would show it in the end: escape sequences do what they do to one line, or
 * nothing; what a carriage return lets be overwritten is gone; other control characters are shown
 * by their pictures.
 */
final class LineText {
  private static final char ESCAPE = 0x1b;
  private static final char BELL = 0x07;
  private static final int DELETE = 0x7f;
  private static final int PICTURES = 0x2400;
  private static final int PICTURE_OF_DELETE = 0x2421;

  /** A cursor is moved no further than this beyond the length of the line. */
  private static final int FURTHEST = 1000;

  /** Erasing again and again would cost the square of the line; more than this is not honest. */
  private static final int WORK_PER_CHARACTER = 16;

  private static final int WORK = 1 << 20;

  private final String source;
  private int at;
  private int[] cells;
  private int length;
  private int column;
  private long work;
  private boolean noTerminator;

  private LineText(String source) {
    this.source = source;
    cells = new int[Math.max(16, source.length())];
    work = WORK + (long) WORK_PER_CHARACTER * source.length();
  }

  /** Without its end of line. */
  static String of(String line) {
    return isPlain(line) ? line : new LineText(line).shown();
  }

  private static boolean isPlain(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || (c >= DELETE && c < 0xa0)) {
        return false;
      }
    }
    return true;
  }

  private String shown() {
    while (at < source.length()) {
      int c = source.codePointAt(at);
      at += Character.charCount(c);
      take(c);
    }
    return new String(cells, 0, length);
  }

  private void take(int c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\b') {
      column = Math.max(0, column - 1);
    } else if (c == ESCAPE) {
      escape();
    } else if (c < ' ' && c != '\t') {
      put(PICTURES + c);
    } else if (c == DELETE) {
      put(PICTURE_OF_DELETE);
    } else if (c < DELETE || c >= 0xa0) {
      put(c);
    }
  }

  private void put(int c) {
    if (column >= cells.length) {
      cells = Arrays.copyOf(cells, source.length() + FURTHEST + 1);
    }
    work -= Math.max(0, column - length);
    while (length < column) {
      cells[length++] = ' ';
    }
    cells[column++] = c;
    length = Math.max(length, column);
  }

  private void escape() {
    if (at >= source.length()) {
      return;
    }
    char kind = source.charAt(at++);
    switch (kind) {
      case '[' -> control();
      case ']', 'P', 'X', '^', '_' -> skipString();
      case '(', ')', '*', '+', '-', '.', '/', '#', '%', ' ' -> skipOne();
      default -> {
        if (kind < '0' || kind > '~') {
          at--; // no sequence: what follows is itself
        }
      }
    }
  }

  private void skipOne() {
    if (at < source.length()) {
      at += Character.charCount(source.codePointAt(at));
    }
  }

  /** Up to its end, or, when it has none in this line, nothing more. */
  private void skipString() {
    if (noTerminator) {
      return;
    }
    for (int i = at; i < source.length(); i++) {
      if (source.charAt(i) == BELL) {
        at = i + 1;
        return;
      }
      if (source.charAt(i) == ESCAPE && i + 1 < source.length() && source.charAt(i + 1) == '\\') {
        at = i + 2;
        return;
      }
    }
    noTerminator = true;
  }

  /** The parameters, and then the letter that says what is done. */
  private void control() {
    int from = at;
    while (at < source.length() && source.charAt(at) >= ' ' && source.charAt(at) < '@') {
      at++;
    }
    if (at >= source.length() || source.charAt(at) < '@' || source.charAt(at) > '~') {
      return; // cut off, or broken: what follows is itself
    }
    String parameters = source.substring(from, at);
    switch (source.charAt(at++)) {
      case 'K' -> erase(parameters);
      case 'G' -> moveTo(number(parameters) - 1);
      case 'C' -> moveTo(column + number(parameters));
      case 'D' -> moveTo(column - number(parameters));
      default -> {
        // Colours, and what concerns other lines.
      }
    }
  }

  private void moveTo(int wanted) {
    column = Math.max(0, Math.min(wanted, source.length() + FURTHEST));
  }

  private void erase(String parameters) {
    if (work < 0) {
      return;
    }
    switch (parameters) {
      case "", "0" -> length = Math.min(length, column);
      case "1" -> {
        int to = Math.min(length, column + 1);
        work -= to;
        Arrays.fill(cells, 0, to, ' ');
      }
      case "2" -> length = 0;
      default -> {
        // There is no other.
      }
    }
  }

  private static int number(String parameters) {
    final int enough = 5;
    if (parameters.isEmpty() || parameters.length() > enough) {
      return 1;
    }
    int number = 0;
    for (int i = 0; i < parameters.length(); i++) {
      if (parameters.charAt(i) > '9' || parameters.charAt(i) < '0') {
        return 1;
      }
      number = 10 * number + parameters.charAt(i) - '0';
    }
    return Math.max(1, number);
  }
}
