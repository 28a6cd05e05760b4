package dev.hob.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Writes into an outbox, in pieces. Nothing is held back, so there is nothing to flush. */
final class OutboxStream extends OutputStream {
  private final Outbox outbox;

  OutboxStream(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void write(int b) throws IOException {
    outbox.put(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    for (int at = offset; at < end; at += Outbox.PIECE) {
      outbox.put(Arrays.copyOfRange(bytes, at, Math.min(end, at + Outbox.PIECE)));
    }
  }
}
