package dev.hob.process.pipe;

import com.sun.jna.Native;
import java.io.IOException;

/** Both ends of a pipe that is meant for children; no child gets an end that it was not given. */
final class Pipe implements AutoCloseable {
  private static final int O_CLOEXEC = 02000000;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /** Above every number that a child uses, so that putting one in its place overwrites no other. */
  private static final int LOWEST = 16;

  private final int readEnd;
  private final int writeEnd;

  private Pipe(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  static Pipe open() throws IOException {
    int[] fds = new int[2];
    if (SpawnCalls.pipe2(fds, O_CLOEXEC) != 0) {
      throw new IOException("no pipe: errno " + Native.getLastError());
    }
    return new Pipe(raised(fds[0]), raised(fds[1]));
  }

  /** The same descriptor under a higher number. */
  static int raised(int fd) throws IOException {
    if (fd >= LOWEST) {
      return fd;
    }
    int higher = SpawnCalls.fcntl(fd, F_DUPFD_CLOEXEC, LOWEST);
    int errno = Native.getLastError();
    SpawnCalls.close(fd);
    if (higher < 0) {
      throw new IOException("no descriptor left: errno " + errno);
    }
    return higher;
  }

  int readEnd() {
    return readEnd;
  }

  int writeEnd() {
    return writeEnd;
  }

  @Override
  public void close() {
    SpawnCalls.close(readEnd);
    SpawnCalls.close(writeEnd);
  }
}
