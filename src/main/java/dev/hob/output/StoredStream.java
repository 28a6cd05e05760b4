package dev.hob.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of one captured stream by their positions, however they are stored. A position means
 * the same for ever.
 */
public interface StoredStream extends AutoCloseable {

  /** From position 0 to the end, without a hole; what is added later is not in it. */
  List<Stretch> stretches();

  /** Whether nothing can be added any more. */
  boolean isComplete();

  /**
   * Fills the buffer. Only what a stretch holds may be asked for.
   *
   * @throws ShrunkException when it is no longer there: look again
   */
  void read(long at, ByteBuffer into) throws IOException;

  /** Where what is there now began, after the last truncation. */
  default long begin() {
    return 0;
  }

  default long end() {
    List<Stretch> stretches = stretches();
    return stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).to();
  }

  @Override
  void close() throws IOException;
}
