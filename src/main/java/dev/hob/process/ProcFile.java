package dev.hob.process;

import com.sun.jna.Native;
import dev.hob.model.NativeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Files of {@code /proc}: small, of unknown length, gone at any time. Read by three system calls,
 * for a scan reads thousands of them and Java's own way costs five times as much.
 */
final class ProcFile {
  /** What a process may hold in its environment is bounded by the kernel, at some megabytes. */
  private static final int MAX_BYTES = 8 << 20;

  private ProcFile() {}

  /** Empty when it is gone, or not ours to read. */
  static Optional<String> read(String file, int expected) {
    return bytes(file, expected).map(it -> new String(it, StandardCharsets.ISO_8859_1));
  }

  private static Optional<byte[]> bytes(String file, int expected) {
    return LinuxCalls.areHere() ? byCalls(file, expected) : byJava(file);
  }

  private static Optional<byte[]> byJava(String file) {
    try {
      return Optional.of(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> byCalls(String file, int expected) {
    int fd = LinuxCalls.open(NativeName.of(file), LinuxCalls.O_RDONLY | LinuxCalls.O_CLOEXEC);
    if (fd < 0) {
      return nothing(file, Native.getLastError());
    }
    try {
      return readAll(fd, expected);
    } finally {
      LinuxCalls.close(fd);
    }
  }

  /** To be unable to look is not to see that nothing is there. */
  private static Optional<byte[]> nothing(String file, int errno) {
    if (LinuxCalls.NO_ROOM.contains(errno)) {
      throw new UncheckedIOException(
          new IOException("cannot look at " + file + ", errno " + errno + ": no room for it"));
    }
    return Optional.empty();
  }

  private static Optional<byte[]> readAll(int fd, int expected) {
    byte[] all = new byte[0];
    byte[] buffer = new byte[expected];
    while (all.length < MAX_BYTES) {
      int count = (int) LinuxCalls.read(fd, buffer, buffer.length);
      if (count < 0 && Native.getLastError() == LinuxCalls.EINTR) {
        continue;
      }
      if (count < 0) {
        return nothing("/proc", Native.getLastError());
      }
      if (count == 0) {
        break;
      }
      int had = all.length;
      all = Arrays.copyOf(all, had + count);
      System.arraycopy(buffer, 0, all, had, count);
    }
    return Optional.of(all);
  }
}
