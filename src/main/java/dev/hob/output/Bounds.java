package dev.hob.output;

import java.nio.charset.StandardCharsets;

/**
 * What a reply may hold at most. Bytes are those of the shown text.
 *
 * @param lineChars of each line; what is longer loses its middle
 * @param tokens as {@link Tokens} estimates them
 */
public record Bounds(int bytes, int lines, int lineChars, int tokens) {
  /** For a model that asks how a command is doing. */
  public static final Bounds REPLY = new Bounds(30_000, 2_000, 2_000, 10_000);

  /** For somebody who asks for the log. */
  public static final Bounds LOG = new Bounds(50_000, 2_000, 2_000, Integer.MAX_VALUE);

  /** A smaller reply has no room for the marks of what it leaves out. */
  private static final int FEWEST_BYTES = 256;

  private static final int FEWEST_TOKENS = 64;

  /** Beyond this a reply is no reply any more. */
  private static final int LARGEST = 16 << 20;

  private static final int MOST_LINES = 100_000;

  public Bounds {
    bytes = Math.min(Math.max(bytes, 1), LARGEST);
    lines = Math.min(Math.max(lines, 1), MOST_LINES);
    lineChars = Math.min(Math.max(lineChars, 1), LARGEST);
    tokens = Math.max(tokens, 1);
  }

  /** The nearest ones under which something can be said. */
  Bounds usable() {
    return new Bounds(
        Math.max(bytes, FEWEST_BYTES), lines, lineChars, Math.max(tokens, FEWEST_TOKENS));
  }

  public Bounds withLines(int changed) {
    return new Bounds(bytes, changed, lineChars, tokens);
  }

  public Bounds withBytes(int changed) {
    return new Bounds(changed, lines, lineChars, tokens);
  }

  /** A share of each; lines keep their length. */
  Bounds share(int percent) {
    return new Bounds(
        (int) ((long) bytes * percent / 100),
        (int) ((long) lines * percent / 100),
        lineChars,
        (int) ((long) tokens * percent / 100));
  }

  /** What a text leaves of them. */
  Bounds without(String text) {
    return new Bounds(
        bytes - text.getBytes(StandardCharsets.UTF_8).length,
        lines - (int) text.lines().count(),
        lineChars,
        tokens - Tokens.in(text));
  }

  /** How much of the stream is read for one reply, whatever it shows of it. */
  int mostRead() {
    final int leastRead = 1 << 20;
    return Math.max(leastRead, 4 * Math.min(bytes, LARGEST / 4));
  }
}
