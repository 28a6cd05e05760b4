package dev.hob.output;

/** What stands at the end of bytes and cannot be shown before the rest of it has come. */
final class Unfinished {
  private static final byte ESCAPE = 0x1b;
  private static final byte BELL = 0x07;

  /** Longer sequences have no end, as far as anybody can wait. */
  private static final int LONGEST = 64;

  private Unfinished() {}

  /** How many of the last bytes begin a character or an escape sequence and do not end it. */
  static int in(byte[] bytes, int length) {
    int at = Math.max(0, length - LONGEST);
    while (at < length) {
      if (bytes[at] != ESCAPE) {
        at++;
        continue;
      }
      int end = endOfSequence(bytes, at + 1, length);
      if (end > length) {
        return length - at;
      }
      at = end;
    }
    return Utf8.unfinished(bytes, length);
  }

  /** Beyond the length when it is not there. */
  private static int endOfSequence(byte[] bytes, int kindAt, int length) {
    if (kindAt >= length) {
      return length + 1;
    }
    return switch (bytes[kindAt]) {
      case '[' -> endOfControl(bytes, kindAt + 1, length);
      case ']', 'P', 'X', '^', '_' -> endOfString(bytes, kindAt + 1, length);
      case '(', ')', '*', '+', '-', '.', '/', '#', '%', ' ' -> kindAt + 2;
      default -> kindAt + (bytes[kindAt] == ESCAPE ? 0 : 1);
    };
  }

  private static int endOfControl(byte[] bytes, int from, int length) {
    for (int i = from; i < length; i++) {
      if (bytes[i] < ' ' || bytes[i] >= '@') {
        return i + (bytes[i] == ESCAPE ? 0 : 1);
      }
    }
    return length + 1;
  }

  private static int endOfString(byte[] bytes, int from, int length) {
    for (int i = from; i < length; i++) {
      if (bytes[i] == BELL || bytes[i] == '\n') {
        return i + 1;
      }
      if (bytes[i] == ESCAPE && i + 1 < length && bytes[i + 1] == '\\') {
        return i + 2;
      }
    }
    return length + 1;
  }
}
