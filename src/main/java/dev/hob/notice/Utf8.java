package dev.hob.notice;

import java.nio.charset.StandardCharsets;

/**
 * Characters of bytes that are UTF-8, if they are. A byte that belongs to no character is a
 * replacement character of its own: unlike Java's decoder this can tell where each one stands.
 */
final class Utf8 {
  private static final char REPLACEMENT = '\ufffd';
  private static final int[] SMALLEST = {0, 0, 0x80, 0x800, 0x10000};
  private static final int LONGEST = 4;

  private Utf8() {}

  static String decoded(byte[] bytes, int from, int to) {
    if (isAscii(bytes, from, to)) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int width = width(bytes, at, to);
      text.appendCodePoint(width == 0 ? REPLACEMENT : character(bytes, at, width));
      at += Math.max(1, width);
    }
    return text.toString();
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Where so many chars of the decoded text end. */
  static int place(byte[] bytes, int from, int to, int chars) {
    int at = from;
    int left = chars;
    while (left > 0 && at < to) {
      int width = width(bytes, at, to);
      left -= width == LONGEST ? 2 : 1;
      at += Math.max(1, width);
    }
    return at;
  }

  /** Without the beginning of a character whose rest may be to come. */
  static int endOfWhole(byte[] bytes, int from, int to) {
    for (int begin = to - 1; begin >= from && begin > to - LONGEST; begin--) {
      if (!isContinuation(bytes[begin])) {
        return begin + promised(bytes[begin]) > to ? begin : to;
      }
    }
    return to;
  }

  /** Where the first character begins. */
  static int beginOfWhole(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && at < from + LONGEST && isContinuation(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Of the character that begins here, or 0 for none. */
  private static int width(byte[] bytes, int at, int to) {
    int width = promised(bytes[at]);
    if (width == 1) {
      return bytes[at] < 0 ? 0 : 1;
    }
    if (at + width > to) {
      return 0;
    }
    for (int i = 1; i < width; i++) {
      if (!isContinuation(bytes[at + i])) {
        return 0;
      }
    }
    int c = character(bytes, at, width);
    boolean isOne = c >= SMALLEST[width] && c <= Character.MAX_CODE_POINT;
    return isOne && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) ? width : 0;
  }

  private static int promised(byte first) {
    int b = first & 0xff;
    if (b < 0xc2 || b > 0xf4) {
      return 1;
    }
    return b < 0xe0 ? 2 : b < 0xf0 ? 3 : LONGEST;
  }

  private static int character(byte[] bytes, int at, int width) {
    if (width == 1) {
      return bytes[at];
    }
    int c = bytes[at] & (0x7f >> width);
    for (int i = 1; i < width; i++) {
      c = c << 6 | (bytes[at + i] & 0x3f);
    }
    return c;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }
}
