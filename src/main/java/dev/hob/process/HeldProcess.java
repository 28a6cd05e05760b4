package dev.hob.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Optional;

/**
 * A process that cannot be mistaken: held by its pidfd first, looked at after that, and signalled
 * through what is held. Between a look at a pid and a signal to it the pid can change hands.
 */
public final class HeldProcess implements AutoCloseable {
  private static final int NOT_HELD = -1;

  private final ProcessRef process;
  private final int pidfd;

  private HeldProcess(ProcessRef process, int pidfd) {
    this.process = process;
    this.pidfd = pidfd;
  }

  /** Empty when it has ended, whoever has its pid now. */
  public static Optional<HeldProcess> hold(ProcessRef process, ProcessTable table) {
    int pidfd = open(process.pid());
    HeldProcess held = new HeldProcess(process, pidfd);
    if (!table.lives(process)) {
      held.close();
      return Optional.empty();
    }
    return Optional.of(held);
  }

  /** Holds, signals and lets go. False when it has ended meanwhile, or is not ours to signal. */
  @CanIgnoreReturnValue
  public static boolean send(Signal signal, ProcessRef process, ProcessTable table) {
    Optional<HeldProcess> held = hold(process, table);
    boolean sent = held.isPresent() && held.get().signal(signal);
    held.ifPresent(HeldProcess::close);
    return sent;
  }

  /** Kills a child of ours and waits until it is gone, so that nothing of it is left. */
  public static void endChild(ProcessRef child, ProcessTable table) {
    send(Signal.KILL, child, table);
    if (LinuxCalls.areHere() && table.identify(child.pid()).filter(child::equals).isPresent()) {
      LinuxCalls.wait4((int) child.pid(), new int[1], 0, Pointer.NULL);
    }
  }

  /** The code with which a child of ours exits; negative when a signal ends it. */
  public static int awaitExit(long child) {
    final int signalBits = 0x7f;
    int[] status = new int[1];
    LinuxCalls.wait4((int) child, status, 0, Pointer.NULL);
    return (status[0] & signalBits) == 0 ? status[0] >> Byte.SIZE & 0xff : -1;
  }

  /** The same for one that was not reaped yet: until then the pid is its own. */
  public static void endChild(long pid) {
    LinuxCalls.kill((int) pid, Signal.KILL.number());
    LinuxCalls.wait4((int) pid, new int[1], 0, Pointer.NULL);
  }

  /** {@link #NOT_HELD} where the system has no pidfd. */
  static int open(long pid) {
    return LinuxCalls.areHere()
        ? (int) LinuxCalls.syscall(LinuxCalls.SYS_PIDFD_OPEN, pid, 0, 0, 0)
        : NOT_HELD;
  }

  /** A copy of a descriptor of its; empty where the system does not let us have one. */
  public Optional<Descriptor> copyOf(int descriptor) throws IOException {
    if (pidfd < 0) {
      return Optional.empty();
    }
    long copy = LinuxCalls.syscall(LinuxCalls.SYS_PIDFD_GETFD, pidfd, descriptor, 0, 0);
    return copy < 0 ? Optional.empty() : Optional.of(Descriptor.raised((int) copy));
  }

  /** False when it has ended meanwhile, or is not ours to signal. */
  public boolean signal(Signal signal) {
    return pidfd >= 0 ? throughFd(signal) : byHandle(signal);
  }

  private boolean throughFd(Signal signal) {
    return LinuxCalls.syscall(LinuxCalls.SYS_PIDFD_SEND_SIGNAL, pidfd, signal.number(), 0, 0) == 0;
  }

  /** Java's own two signals; a moment may pass between its look and its signal. */
  private boolean byHandle(Signal signal) {
    return ProcessHandle.of(process.pid())
        .map(it -> signal.equals(Signal.KILL) ? it.destroyForcibly() : it.destroy())
        .orElse(false);
  }

  @Override
  public void close() {
    if (pidfd >= 0) {
      LinuxCalls.close(pidfd);
    }
  }
}
