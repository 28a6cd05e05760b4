package dev.hob.output;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** A stream of any length whose bytes are made when they are read; counts the reads. */
final class MadeStream implements StoredStream {
  private final long length;
  private final boolean complete;
  private final LongUnaryOperator byteAt;
  private long bytesRead;
  private int reads;

  MadeStream(long length, boolean complete, LongUnaryOperator byteAt) {
    this.length = length;
    this.complete = complete;
    this.byteAt = byteAt;
  }

  static MadeStream of(byte[] bytes, boolean complete) {
    return new MadeStream(bytes.length, complete, at -> bytes[(int) at]);
  }

  static MadeStream repeating(byte[] bytes, long length) {
    return new MadeStream(length, true, at -> bytes[(int) (at % bytes.length)]);
  }

  long bytesRead() {
    return bytesRead;
  }

  int reads() {
    return reads;
  }

  @Override
  public List<Stretch> stretches() {
    return length == 0 ? List.of() : List.of(Stretch.there(0, length));
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public void read(long at, ByteBuffer into) {
    reads++;
    bytesRead += into.remaining();
    for (long i = at; into.hasRemaining(); i++) {
      into.put((byte) byteAt.applyAsLong(i));
    }
  }

  @Override
  public void close() {}
}
