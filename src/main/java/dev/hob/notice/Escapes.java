package dev.hob.notice;

/**
 * Tells text from escape sequences, byte by byte. What is told of a byte does not depend on what
 * follows it, so that a line can be looked at before it is whole.
 *
 * <p>A sequence that is broken off ends there; what breaks it is text. A string, as a window's
 * title, lasts until its terminator, the next sequence (its usual terminator is one), or the end of
 * the line.
 */
final class Escapes {
  private static final byte BELL = 0x07;

  /** Where in a sequence the next byte is. */
  private enum State {
    TEXT,
    ESCAPE,
    CONTROL,
    STRING
  }

  private State state = State.TEXT;

  boolean isText(byte b) {
    if (b == Bytes.ESCAPE) {
      state = State.ESCAPE;
      return false;
    }
    return switch (state) {
      case TEXT -> true;
      case ESCAPE -> isTextAfterEscape(b);
      case CONTROL -> isTextUnless(b, ' ', '?', State.CONTROL, '@');
      case STRING -> {
        state = b == BELL ? State.TEXT : State.STRING;
        yield false;
      }
    };
  }

  private boolean isTextAfterEscape(byte b) {
    switch (b) {
      case '[' -> state = State.CONTROL;
      case ']', 'P', 'X', '^', '_' -> state = State.STRING;
      default -> {
        return isTextUnless(b, ' ', '/', State.ESCAPE, '0');
      }
    }
    return false;
  }

  /** Some bytes let the sequence go on, all above them that can be seen end it. */
  private boolean isTextUnless(byte b, char from, char to, State goesOn, char ends) {
    if (b >= from && b <= to) {
      state = goesOn;
      return false;
    }
    state = State.TEXT;
    return b < ends || b > '~';
  }

  /** Appends what is text, and returns the new length. */
  int strip(byte[] bytes, int from, int to, byte[] text, int length) {
    int end = length;
    for (int i = from; i < to; i++) {
      if (isText(bytes[i])) {
        text[end++] = bytes[i];
      }
    }
    return end;
  }

  /** Where the byte of text is that has so many before it, or {@code to}. */
  static int place(byte[] bytes, int to, int textBefore) {
    Escapes escapes = new Escapes();
    int left = textBefore;
    for (int i = 0; i < to; i++) {
      if (escapes.isText(bytes[i]) && left-- == 0) {
        return i;
      }
    }
    return to;
  }
}
