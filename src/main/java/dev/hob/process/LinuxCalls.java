package dev.hob.process;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Set;

/**
 * The system calls that Java does not have, by the C library's names. Each gives what the C
 * function gives; {@link Native#getLastError} has the errno.
 */
final class LinuxCalls {
  /** Numbers that are the same on every processor. */
  static final long SYS_PIDFD_SEND_SIGNAL = 424;

  static final long SYS_PIDFD_OPEN = 434;

  static final long SYS_PIDFD_GETFD = 438;

  static final int EINTR = 4;
  static final int EAGAIN = 11;

  /** No memory, or no descriptor left in the system or in this process. */
  static final Set<Integer> NO_ROOM = Set.of(12, 23, 24);

  static final long FIONREAD = 0x541B;

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0400;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;

  private static final boolean LOADED = load();

  private LinuxCalls() {}

  private static boolean load() {
    // C's long is Java's from here on; where it is not, the portable ways serve.
    if (!Platform.isLinux() || Native.LONG_SIZE != Long.BYTES) {
      return false;
    }
    try {
      Native.register(LinuxCalls.class, "c");
      return true;
    } catch (LinkageError e) {
      // No JNA for this C library, or one that lacks a call: the portable ways serve.
      return false;
    }
  }

  /** False where every other method here would fail. */
  static boolean areHere() {
    return LOADED;
  }

  static native int open(byte[] path, int flags);

  static native int close(int fd);

  static native int getpagesize();

  static native long read(int fd, byte[] buffer, long count);

  static native long write(int fd, byte[] buffer, long count);

  static native int pipe2(int[] fds, int flags);

  static native int fcntl(int fd, int command, int argument);

  static native int poll(Pointer wishes, long count, int millis);

  static native int ioctl(int fd, long request, int[] value);

  static native int eventfd(int initial, int flags);

  static native int epoll_create1(int flags);

  static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

  static native int epoll_wait(int epoll, Pointer events, int max, int timeout);

  static native int kill(int pid, int signal);

  static native int wait4(int pid, int[] status, int options, Pointer usage);

  static native long syscall(long number, long a, long b, long c, long d);

  static native int clock_gettime(int clock, long[] time);
}
