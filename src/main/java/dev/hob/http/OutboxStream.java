package dev.hob.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Writes into an outbox, in pieces. Nothing is held back, so there is nothing to flush. */
final class OutboxStream extends OutputStream {
  private final Outbox outbox;
  private final Packing packing;

  /** What becomes of a piece of what is written. */
  interface Packing {
    byte[] pack(byte[] bytes, int from, int to);
  }

  OutboxStream(Outbox outbox, Packing packing) {
    this.outbox = outbox;
    this.packing = packing;
  }

  /** Puts the bytes as they are. */
  static OutboxStream plain(Outbox outbox) {
    return new OutboxStream(outbox, Arrays::copyOfRange);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    for (int at = offset; at < end; at += Outbox.PIECE) {
      outbox.put(packing.pack(bytes, at, Math.min(end, at + Outbox.PIECE)));
    }
  }
}
