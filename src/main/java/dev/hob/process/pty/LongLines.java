package dev.hob.process.pty;

/**
 * Lines that are typed into a terminal which gathers them. The kernel keeps so much of a line and
 * drops the rest without a word.
 */
public final class LongLines {
  /** Without what ends the line. */
  public static final int MOST = 4095;

  private static final byte END_OF_INPUT = 4;

  private LongLines() {}

  /**
   * How much of the last line there is, or less than 0 when a line is too long.
   *
   * @param before how much of a line was typed already
   */
  public static int unfinished(int before, byte[] bytes) {
    int length = before;
    for (byte each : bytes) {
      length = each == '\r' || each == '\n' || each == END_OF_INPUT ? 0 : length + 1;
      if (length > MOST) {
        return -1;
      }
    }
    return length;
  }
}
