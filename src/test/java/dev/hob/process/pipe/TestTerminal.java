package dev.hob.process.pipe;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A pseudo-terminal of ours: the number of its master, and the name of its slave. */
final class TestTerminal implements AutoCloseable {
  private static final int O_RDWR_NOCTTY = 2 | 0400;

  static {
    Native.register(TestTerminal.class, "c");
  }

  private final int master;
  private final Path slave;

  private TestTerminal(int master, Path slave) {
    this.master = master;
    this.slave = slave;
  }

  static native int posix_openpt(int flags);

  static native int grantpt(int fd);

  static native int unlockpt(int fd);

  static native int ptsname_r(int fd, byte[] name, long size);

  static native int dup2(int fd, int as);

  static native int close(int fd);

  /** Under a number that is no child's own. */
  static TestTerminal open(int number) {
    int fd = posix_openpt(O_RDWR_NOCTTY);
    byte[] name = new byte[64];
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, name, name.length) != 0) {
      throw new IllegalStateException("no terminal, errno " + Native.getLastError());
    }
    dup2(fd, number);
    close(fd);
    return new TestTerminal(
        number, Path.of(new String(name, StandardCharsets.US_ASCII).replaceAll("\0.*", "")));
  }

  Path slave() {
    return slave;
  }

  @Override
  public void close() {
    close(master);
  }
}
