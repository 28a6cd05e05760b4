package dev.hob.bundle;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A durable write as a C program would do it: each system call once, and nothing else. */
final class BareCalls {
  private static final int AT_FDCWD = -100;
  private static final int RENAME_EXCHANGE = 2;
  private static final int WRITE_EXCLUSIVE = 1 | 0100 | 0200 | 0400000 | 02000000;
  private static final int READ = 02000000;
  private static final int MODE = 0600;

  private final byte[] content;

  BareCalls(byte[] content) {
    this.content = content.clone();
  }

  static {
    Native.register(BareCalls.class, "c");
  }

  private static native int open(byte[] path, int flags, int mode) throws LastErrorException;

  private static native long write(int fd, byte[] bytes, long length) throws LastErrorException;

  private static native int fsync(int fd) throws LastErrorException;

  private static native int close(int fd) throws LastErrorException;

  private static native int rename(byte[] from, byte[] to) throws LastErrorException;

  private static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags)
      throws LastErrorException;

  private static native int unlink(byte[] path) throws LastErrorException;

  /** temp, fsync, rename to a new name, folder fsync. */
  void create(Path folder, String name) throws IOException {
    overwrite(folder, name);
  }

  void createEmpty(Path folder, String name) {
    close(open(bytes(folder.resolve(name)), WRITE_EXCLUSIVE, MODE));
  }

  /** temp, fsync, rename, folder fsync. */
  void overwrite(Path folder, String name) throws IOException {
    byte[] temp = bytes(folder.resolve(".temp"));
    writeTemp(temp);
    rename(temp, bytes(folder.resolve(name)));
    syncFolder(folder);
  }

  /** temp, fsync, exchange, unlink of the old, folder fsync. */
  void exchange(Path folder, String name) throws IOException {
    byte[] temp = bytes(folder.resolve(".temp"));
    writeTemp(temp);
    renameat2(AT_FDCWD, temp, AT_FDCWD, bytes(folder.resolve(name)), RENAME_EXCHANGE);
    unlink(temp);
    syncFolder(folder);
  }

  private void writeTemp(byte[] temp) throws IOException {
    int fd = open(temp, WRITE_EXCLUSIVE, MODE);
    if (write(fd, content, content.length) != content.length) {
      throw new IOException("short write");
    }
    fsync(fd);
    close(fd);
  }

  private static void syncFolder(Path folder) {
    int fd = open(bytes(folder), READ, 0);
    fsync(fd);
    close(fd);
  }

  private static byte[] bytes(Path path) {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(name, name.length + 1);
  }
}
