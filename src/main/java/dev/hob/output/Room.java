package dev.hob.output;

/** What is left of the bounds. */
final class Room {
  private int bytes;
  private int lines;
  private int tokens;

  Room(Bounds bounds) {
    bytes = bounds.bytes();
    lines = bounds.lines();
    tokens = bounds.tokens();
  }

  /** False, and nothing is taken, when there is too little. */
  boolean take(Line line) {
    boolean fits = lines >= 1 && line.shown().length <= bytes && line.tokens() <= tokens;
    if (fits) {
      lines--;
      bytes -= line.shown().length;
      tokens -= line.tokens();
    }
    return fits;
  }

  /** The same for a mark, which is no line of the stream and costs a few tokens. */
  boolean take(String mark) {
    boolean fits = mark.length() < bytes;
    if (fits) {
      bytes -= mark.length() + 1; // it may have to end a line before it
    }
    return fits;
  }

  /** As bounds for another piece. */
  Bounds asBounds(Bounds whole) {
    return new Bounds(bytes, lines, whole.lineChars(), tokens);
  }

  boolean isSpent() {
    return lines < 1 || bytes < 1 || tokens < 1;
  }
}
