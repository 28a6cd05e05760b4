package dev.hob.process.pipe;

import dev.hob.process.Descriptor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The fifo through which a command is typed to. Nothing here waits: what does not fit now is the
 * caller's to offer again.
 */
public final class InputFifo {
  private InputFifo() {}

  /** How many bytes wait in it for who reads. */
  public static int waiting(Path fifo) throws IOException {
    try (Descriptor input = Descriptor.toWrite(fifo)) {
      return input.unread();
    }
  }

  /** How many of the bytes were taken; fewer than all when nobody reads fast enough. */
  public static int offer(Path fifo, byte[] bytes) throws IOException {
    try (Descriptor input = Descriptor.toWrite(fifo)) {
      return input.write(bytes);
    }
  }
}
