package dev.hob.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A stream as if it ended at a position, or where it does if that is earlier.
 *
 * @param exactly nothing is held back though what stands at the end is cut in two
 */
public record UpTo(StoredStream whole, long to, boolean exactly) implements StoredStream {

  @Override
  public List<Stretch> stretches() {
    return whole.stretches().stream()
        .filter(it -> it.from() < to)
        .map(it -> new Stretch(it.from(), Math.min(it.to(), to), it.missing()))
        .toList();
  }

  @Override
  public boolean isComplete() {
    return to < whole.end() ? exactly : whole.isComplete();
  }

  @Override
  public long begin() {
    return whole.begin();
  }

  @Override
  public void read(long at, ByteBuffer into) throws IOException {
    whole.read(at, into);
  }

  @Override
  public void close() throws IOException {
    whole.close();
  }
}
