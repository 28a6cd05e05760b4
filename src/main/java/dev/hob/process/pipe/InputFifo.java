package dev.hob.process.pipe;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The fifo through which a command is typed to. Nothing here waits: what does not fit now is the
 * caller's to offer again.
 */
public final class InputFifo {
  private static final int O_WRONLY_NONBLOCK_CLOEXEC = 1 | 04000 | 02000000;
  private static final int EAGAIN = 11;

  private InputFifo() {}

  /** How many of the bytes were taken; fewer than all when nobody reads fast enough. */
  public static int offer(Path fifo, byte[] bytes) throws IOException {
    byte[] name = (fifo + "\0").getBytes(StandardCharsets.UTF_8);
    int fd = SpawnCalls.open(name, O_WRONLY_NONBLOCK_CLOEXEC);
    if (fd < 0) {
      throw new IOException("nobody reads " + fifo + " (errno " + Native.getLastError() + ")");
    }
    try {
      int taken = SpawnCalls.write(fd, bytes, new NativeLong(bytes.length)).intValue();
      if (taken >= 0) {
        return taken;
      }
      int errno = Native.getLastError();
      if (errno == EAGAIN) {
        return 0;
      }
      throw new IOException("writing to " + fifo + " failed, errno " + errno);
    } finally {
      SpawnCalls.close(fd);
    }
  }
}
