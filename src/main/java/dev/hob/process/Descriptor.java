package dev.hob.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.hob.model.NativeName;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An open descriptor that Java knows nothing of. No child gets it that was not given it, and its
 * number is above all that a child uses, so that putting it in its place there overwrites no other.
 */
public final class Descriptor implements AutoCloseable {
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int LOWEST = 16;

  private final int number;

  private Descriptor(int number) {
    this.number = number;
  }

  /** Whether this platform has them. */
  public static boolean areHere() {
    return LinuxCalls.areHere();
  }

  /** For writing, without waiting for somebody who reads. Fails when there is nobody. */
  public static Descriptor toWrite(Path fifo) throws IOException {
    return open(fifo, LinuxCalls.O_WRONLY);
  }

  /** For both, so that while it is open nobody who wants one way waits for the other. */
  public static Descriptor bothWays(Path fifo) throws IOException {
    return open(fifo, LinuxCalls.O_RDWR);
  }

  /** For nothing but running it, whatever becomes of its name. */
  public static Descriptor toRun(Path program) throws IOException {
    return open(program, LinuxCalls.O_PATH);
  }

  /** A terminal, for both ways; it does not become ours by that. */
  public static Descriptor ofTerminal(Path device) throws IOException {
    return open(device, LinuxCalls.O_RDWR | LinuxCalls.O_NOCTTY);
  }

  private static Descriptor open(Path file, int mode) throws IOException {
    int flags = mode | LinuxCalls.O_NONBLOCK | LinuxCalls.O_CLOEXEC;
    int fd = LinuxCalls.open(NativeName.of(file.toString()), flags);
    if (fd < 0) {
      throw new IOException("cannot open " + file + ", errno " + Native.getLastError());
    }
    return raised(fd);
  }

  /** Both ends of a pipe. */
  public record Pipe(Descriptor toRead, Descriptor toWrite) implements AutoCloseable {

    public static Pipe open() throws IOException {
      int[] ends = new int[2];
      if (LinuxCalls.pipe2(ends, LinuxCalls.O_CLOEXEC) != 0) {
        throw new IOException("no pipe, errno " + Native.getLastError());
      }
      return new Pipe(raised(ends[0]), raised(ends[1]));
    }

    @Override
    public void close() {
      toRead.close();
      toWrite.close();
    }
  }

  /** The same under a higher number. */
  public static Descriptor raised(int fd) throws IOException {
    if (fd >= LOWEST) {
      return new Descriptor(fd);
    }
    int higher = LinuxCalls.fcntl(fd, F_DUPFD_CLOEXEC, LOWEST);
    int errno = Native.getLastError();
    LinuxCalls.close(fd);
    if (higher < 0) {
      throw new IOException("no descriptor left, errno " + errno);
    }
    return new Descriptor(higher);
  }

  public int number() {
    return number;
  }

  /** How many of the bytes were taken now; none when there is no room. */
  public int write(byte[] bytes) throws IOException {
    int taken = (int) LinuxCalls.write(number, bytes, bytes.length);
    int errno = Native.getLastError();
    if (taken < 0 && errno != LinuxCalls.EAGAIN) {
      throw new IOException("cannot write, errno " + errno);
    }
    return Math.max(0, taken);
  }

  /** Whether nobody has the other end. */
  public boolean isHungUp() {
    final long answer = 6; // behind the number and what is waited for
    final short hungUp = 0x10;
    try (Memory wish = new Memory(Long.BYTES)) {
      wish.clear();
      wish.setInt(0, number);
      return LinuxCalls.poll(wish, 1, 0) > 0 && (wish.getShort(answer) & hungUp) != 0;
    }
  }

  /** How many bytes wait to be read. */
  public int unread() throws IOException {
    int[] count = new int[1];
    if (LinuxCalls.ioctl(number, LinuxCalls.FIONREAD, count) != 0) {
      throw new IOException("cannot be looked into, errno " + Native.getLastError());
    }
    return count[0];
  }

  @Override
  public void close() {
    LinuxCalls.close(number);
  }
}
