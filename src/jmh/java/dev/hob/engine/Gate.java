package dev.hob.engine;

import dev.hob.process.pipe.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/** What commands stand at, blocked, until they are let through: a fifo. */
final class Gate implements AutoCloseable {
  private final Path fifo;
  private final RandomAccessFile opened;

  private Gate(Path fifo, RandomAccessFile opened) {
    this.fifo = fifo;
    this.opened = opened;
  }

  static Gate in(Path folder, String name) throws IOException {
    Path fifo = folder.resolve(name);
    Child.start(TestEngine.environment(), folder, "/usr/bin/mkfifo", fifo.toString()).await();
    // Both ways, so that neither side waits for the other one to open it.
    return new Gate(fifo, new RandomAccessFile(fifo.toFile(), "rw"));
  }

  /** Shell text that stands there until it is let through. */
  String stand() {
    return "read -r x <" + fifo;
  }

  /** Lets so many through. */
  void open(int count) throws IOException {
    byte[] lines = new byte[count];
    Arrays.fill(lines, (byte) '\n');
    opened.write(lines);
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
