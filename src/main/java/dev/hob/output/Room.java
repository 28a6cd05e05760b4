package dev.hob.output;

/** What is left of the bounds. */
final class Room {
  private int bytes;
  private int lines;
  private int tokens;
  private int bytesBefore;
  private int tokensBefore;

  Room(Bounds bounds) {
    bytes = bounds.bytes();
    lines = bounds.lines();
    tokens = bounds.tokens();
  }

  /** False, and nothing is taken, when there is too little. */
  boolean take(Line line) {
    int itsBytes = line.shown().length + bytesBefore;
    int itsTokens = line.tokens() + tokensBefore;
    boolean fits = lines >= 1 && itsBytes <= bytes && itsTokens <= tokens;
    if (fits) {
      lines--;
      bytes -= itsBytes;
      tokens -= itsTokens;
    }
    return fits;
  }

  /** The same for a mark, which is no line of the stream. */
  boolean take(String mark) {
    int cost = Tokens.in(mark) + 1;
    boolean fits = mark.length() < bytes && cost <= tokens;
    if (fits) {
      bytes -= mark.length() + 1; // it may have to end a line before it
      tokens -= cost;
    }
    return fits;
  }

  /** What goes before each line. */
  void reserve(String name) {
    bytesBefore = name.length();
    tokensBefore = Tokens.in(name);
  }

  /** As bounds for another piece. */
  Bounds asBounds(Bounds whole) {
    return new Bounds(bytes, lines, whole.lineChars(), tokens);
  }

  boolean isSpent() {
    return lines < 1 || bytes < 1 || tokens < 1;
  }
}
