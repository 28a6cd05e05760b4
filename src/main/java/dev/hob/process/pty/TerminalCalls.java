package dev.hob.process.pty;

import com.sun.jna.Native;

/** The calls that make a terminal, by the C library's names. Only where descriptors are. */
final class TerminalCalls {
  /** Of the master, which does not become hob's own terminal. */
  static final int O_RDWR_NOCTTY_CLOEXEC = 2 | 0400 | 02000000;

  static final long TCGETS = 0x5401;
  static final long TCSETS = 0x5402;
  static final long TIOCGWINSZ = 0x5413;
  static final long TIOCSWINSZ = 0x5414;

  static {
    Native.register(TerminalCalls.class, "c");
  }

  private TerminalCalls() {}

  static native int chmod(byte[] path, int mode);

  static native int posix_openpt(int flags);

  static native int grantpt(int fd);

  static native int unlockpt(int fd);

  static native int ptsname_r(int fd, byte[] name, long size);

  static native int ioctl(int fd, long request, short[] values);

  static native int ioctl(int fd, long request, int[] values);
}
