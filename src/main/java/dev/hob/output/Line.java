package dev.hob.output;

import java.nio.charset.StandardCharsets;

/** A line as it is shown. */
final class Line implements Piece {
  private static final char REPLACEMENT = '\ufffd';

  private final long from;
  private final long to;
  private final byte[] shown;
  private final int tokens;
  private final boolean shortened;
  private final int odd;

  private Line(long from, long to, byte[] shown, int tokens, boolean shortened, int odd) {
    this.from = from;
    this.to = to;
    this.shown = shown;
    this.tokens = tokens;
    this.shortened = shortened;
    this.odd = odd;
  }

  /** Cleaned, and short enough. */
  static Line clean(long from, byte[] bytes, Bounds bounds) {
    boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    int length = ended ? bytes.length - 1 : bytes.length;
    String decoded = new String(bytes, 0, length, StandardCharsets.UTF_8);
    Shortened shown = Shortened.toFit(LineText.of(decoded), bounds);
    String text = ended ? shown.text() + "\n" : shown.text();
    return new Line(
        from,
        from + bytes.length,
        text.getBytes(StandardCharsets.UTF_8),
        Tokens.in(text),
        shown.leftOut() > 0,
        odd(decoded));
  }

  /** As it is; a reader who wants that counts no tokens. */
  static Line raw(long from, byte[] bytes) {
    return new Line(from, from + bytes.length, bytes, 0, false, 0);
  }

  private static int odd(String text) {
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isOdd(text.charAt(i))) {
        odd++;
      }
    }
    return odd;
  }

  private static boolean isOdd(char c) {
    return switch (c) {
      case '\t', '\r', '\b', '\f', 0x07, 0x1b -> false;
      case REPLACEMENT, 0x7f -> true;
      default -> c < ' ';
    };
  }

  @Override
  public long from() {
    return from;
  }

  @Override
  public long to() {
    return to;
  }

  @Override
  public boolean takes(Room room) {
    return room.take(this);
  }

  byte[] shown() {
    return shown;
  }

  int tokens() {
    return tokens;
  }

  boolean isShortened() {
    return shortened;
  }

  /** How many characters it has that no text has. */
  int odd() {
    return odd;
  }
}
