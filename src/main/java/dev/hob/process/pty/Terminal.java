package dev.hob.process.pty;

import com.sun.jna.Native;
import dev.hob.model.NativeName;
import dev.hob.process.Descriptor;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A terminal of a task, by one of its ends. hob holds the master beside the keeper, so that nobody
 * is hung up when the keeper is ended; it never reads from it.
 */
public final class Terminal implements AutoCloseable {
  /** Where a keeper has the master, and where a wrapper has the slave until its end. */
  private static final int OF_KEEPER = 0;

  private static final int OF_WRAPPER = 4;

  private static final int LONGEST_NAME = 64;
  private static final int OWNER_ONLY = 0600;

  /** Of the kernel's structure of settings, in integers. */
  private static final int SETTINGS = 16;

  private static final int INPUT_FLAGS = 0;
  private static final int LOCAL_FLAGS = 3;
  private static final int CANONICAL = 2;
  private static final int UTF8 = 0x4000;

  private final Descriptor end;
  private final Path device;

  private Terminal(Descriptor end, Path device) {
    this.end = end;
    this.device = device;
  }

  /** Rows and columns. */
  public record Size(int rows, int cols) {
    public static final Size USUAL = new Size(24, 80);
  }

  /** A new one, by its master. */
  public static Terminal open(Size size) throws IOException {
    int fd = TerminalCalls.posix_openpt(TerminalCalls.O_RDWR_NOCTTY_CLOEXEC);
    if (fd < 0) {
      throw new IOException(
          "the system has no terminal left (errno " + Native.getLastError() + ")");
    }
    Descriptor master = Descriptor.raised(fd);
    try {
      Terminal terminal = new Terminal(master, made(master.number()));
      terminal.resize(size);
      terminal.set(INPUT_FLAGS, UTF8); // so that what is erased is a character
      return terminal;
    } catch (IOException e) {
      master.close();
      throw e;
    }
  }

  /** Nobody else may write into it. */
  private static Path made(int master) throws IOException {
    check(TerminalCalls.grantpt(master));
    check(TerminalCalls.unlockpt(master));
    Path device = device(master);
    check(TerminalCalls.chmod(NativeName.of(device.toString()), OWNER_ONLY));
    return device;
  }

  private static Path device(int master) throws IOException {
    byte[] name = new byte[LONGEST_NAME];
    check(TerminalCalls.ptsname_r(master, name, name.length));
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return Path.of(new String(name, 0, length, StandardCharsets.US_ASCII));
  }

  /** The master that a keeper holds; empty where the system does not let us have it. */
  public static Optional<Terminal> of(ProcessRef keeper, ProcessTable table) throws IOException {
    Optional<HeldProcess> held = HeldProcess.hold(keeper, table);
    if (held.isEmpty()) {
      return Optional.empty();
    }
    try (HeldProcess process = held.get()) {
      Optional<Descriptor> master = process.copyOf(OF_KEEPER);
      return master.isPresent()
          ? Optional.of(new Terminal(master.get(), device(master.get().number())))
          : Optional.empty();
    }
  }

  /**
   * The other end, as the wrapper of a task has it: by what that has open, for the name may be
   * another terminal's by now. To be closed at once, for the keeper waits until nobody has it open.
   */
  public static Optional<Terminal> within(ProcessRef wrapper, ProcessTable table) {
    try {
      Path device = Path.of("/proc/" + wrapper.pid() + "/fd/" + OF_WRAPPER);
      Terminal terminal = new Terminal(Descriptor.ofTerminal(device), device);
      if (table.lives(wrapper)) {
        return Optional.of(terminal);
      }
      terminal.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public int number() {
    return end.number();
  }

  /** The other end, to be opened by those inside. */
  public Path device() {
    return device;
  }

  public Size size() throws IOException {
    short[] size = new short[4];
    check(TerminalCalls.ioctl(end.number(), TerminalCalls.TIOCGWINSZ, size));
    return new Size(Short.toUnsignedInt(size[0]), Short.toUnsignedInt(size[1]));
  }

  /** Those in the foreground are told by a signal. */
  public void resize(Size size) throws IOException {
    short[] values = {(short) size.rows(), (short) size.cols(), 0, 0};
    check(TerminalCalls.ioctl(end.number(), TerminalCalls.TIOCSWINSZ, values));
  }

  /** How much the keeper has not taken yet; of the master only. */
  public int unread() throws IOException {
    return end.unread();
  }

  /** Whether nobody inside has it open any more; of the master only. */
  public boolean isHungUp() {
    return end.isHungUp();
  }

  /** Whether the kernel gathers lines, and cuts those that are too long. */
  public boolean gathersLines() throws IOException {
    return (settings()[LOCAL_FLAGS] & CANONICAL) != 0;
  }

  private void set(int which, int flag) throws IOException {
    int[] settings = settings();
    settings[which] |= flag;
    check(TerminalCalls.ioctl(end.number(), TerminalCalls.TCSETS, settings));
  }

  private int[] settings() throws IOException {
    int[] settings = new int[SETTINGS];
    check(TerminalCalls.ioctl(end.number(), TerminalCalls.TCGETS, settings));
    return settings;
  }

  private static void check(int result) throws IOException {
    if (result != 0) {
      throw new IOException("the terminal does not answer (errno " + Native.getLastError() + ")");
    }
  }

  @Override
  public void close() {
    end.close();
  }
}
