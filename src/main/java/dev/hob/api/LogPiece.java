package dev.hob.api;

import dev.hob.model.CaptureStream;

/**
 * A piece of a stream.
 *
 * <p>A class, for bytes are not compared.
 */
public final class LogPiece {
  private final CaptureStream stream;
  private final long from;
  private final long to;
  private final byte[] bytes;

  /**
   * @param from position of its first byte in the stream
   * @param to where the next piece begins
   */
  public LogPiece(CaptureStream stream, long from, long to, byte[] bytes) {
    this.stream = stream;
    this.from = from;
    this.to = to;
    this.bytes = bytes.clone();
  }

  public CaptureStream stream() {
    return stream;
  }

  public long from() {
    return from;
  }

  public long to() {
    return to;
  }

  /** As they are where that was asked for, else UTF-8 text. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
