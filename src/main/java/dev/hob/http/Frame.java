package dev.hob.http;

import java.nio.ByteBuffer;

/**
 * What a piece of a framed reply is: a letter, the length of what follows in four bytes, the
 * highest first, and as many bytes.
 */
enum Frame {
  STDOUT('o'),
  STDERR('e'),
  /** Empty: all of stdout has come, and the client has to say when it has written it out. */
  RECEIPT('r'),
  /** The exit status, in digits; nothing follows it. */
  EXIT('x');

  private final char letter;

  Frame(char letter) {
    this.letter = letter;
  }

  byte[] of(byte[] bytes, int from, int to) {
    int length = to - from;
    return ByteBuffer.allocate(1 + Integer.BYTES + length)
        .put((byte) letter)
        .putInt(length)
        .put(bytes, from, length)
        .array();
  }
}
