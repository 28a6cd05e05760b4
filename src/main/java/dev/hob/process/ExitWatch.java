package dev.hob.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.hob.model.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One loop that notices the end of every watched process, a child of ours or not, and reaps those
 * that are.
 *
 * <p>On Linux each process is held by its pidfd, and one epoll instance waits for all of them: 0.2
 * ms after an end, no thread per child and no polling. Elsewhere the loop looks at the table.
 *
 * <p>Never {@code waitpid(-1)}: the JVM waits for children of its own.
 */
public final class ExitWatch implements Runnable, AutoCloseable {
  private static final int EPOLL_CLOEXEC = 02000000;
  private static final int EFD_NONBLOCK_CLOEXEC = 02004000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 1;
  private static final int WNOHANG = 1;
  private static final int BATCH = 64;
  private static final int FOREVER = -1;

  /** Between two looks where there is no pidfd. */
  private static final int LOOK_MILLIS = 20;

  /** The structure is packed on this processor only. */
  private static final int EVENT_BYTES = Platform.isIntel() ? 12 : 16;

  private static final int EVENT_VALUE = EVENT_BYTES - Long.BYTES;
  private static final int USAGE_BYTES = 256;

  private final ProcessTable table;
  private final boolean usesPidfds;
  private final int epoll;
  private final int bell;
  private final Map<Integer, Watched> byFd = new ConcurrentHashMap<>();
  private final Map<ProcessRef, Watched> byLook = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A process and who wants to hear of its end. */
  private record Watched(ProcessRef process, Consumer<ProcessEnd> listener) {}

  public ExitWatch(ProcessTable table) {
    this.table = table;
    usesPidfds = LinuxCalls.areHere() && canHoldItself();
    epoll = usesPidfds ? LinuxCalls.epoll_create1(EPOLL_CLOEXEC) : -1;
    bell = LinuxCalls.areHere() ? LinuxCalls.eventfd(0, EFD_NONBLOCK_CLOEXEC) : -1;
    if (usesPidfds && !register(bell)) {
      throw new IllegalStateException("epoll_ctl failed, errno " + Native.getLastError());
    }
  }

  private static boolean canHoldItself() {
    int fd = HeldProcess.open(ProcessHandle.current().pid());
    if (fd >= 0) {
      LinuxCalls.close(fd);
    }
    return fd >= 0;
  }

  /**
   * The listener is called once, on the loop's thread, and must only pass on the news. False when
   * the process has ended already and is nobody's to watch: then it is not called.
   *
   * @throws UncheckedIOException when there is no room for another: try later
   */
  public boolean watch(ProcessRef process, Consumer<ProcessEnd> listener) {
    Watched watched = new Watched(process, listener);
    if (!usesPidfds) {
      byLook.put(process, watched);
      return true;
    }
    int fd = HeldProcess.open(process.pid());
    if (fd < 0) {
      refuseWithoutRoom(Native.getLastError());
      return false;
    }
    // Ended and not reaped is still itself; a stranger that has its pid by now is not.
    if (table.identify(process.pid()).filter(process::equals).isEmpty()) {
      LinuxCalls.close(fd);
      return false;
    }
    byFd.put(fd, watched);
    if (!register(fd)) {
      byFd.remove(fd);
      int errno = Native.getLastError();
      LinuxCalls.close(fd);
      throw new UncheckedIOException(new IOException("cannot watch, errno " + errno));
    }
    return true;
  }

  private static void refuseWithoutRoom(int errno) {
    if (LinuxCalls.NO_ROOM.contains(errno)) {
      throw new UncheckedIOException(new IOException("cannot watch, errno " + errno));
    }
  }

  private boolean register(int fd) {
    try (Memory event = new Memory(EVENT_BYTES)) {
      event.setInt(0, EPOLLIN);
      event.setLong(EVENT_VALUE, fd);
      return LinuxCalls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event) == 0;
    }
  }

  public int watched() {
    return byFd.size() + byLook.size();
  }

  /** Until it is closed. */
  @Override
  public void run() {
    if (usesPidfds) {
      waitForEvents();
    } else {
      lookAgainAndAgain();
    }
  }

  private void waitForEvents() {
    try (Memory events = new Memory((long) EVENT_BYTES * BATCH)) {
      while (!closed.get()) {
        int count = LinuxCalls.epoll_wait(epoll, events, BATCH, FOREVER);
        if (count < 0 && Native.getLastError() != LinuxCalls.EINTR) {
          throw new IllegalStateException("epoll_wait failed, errno " + Native.getLastError());
        }
        for (int i = 0; i < count; i++) {
          ended((int) events.getLong((long) i * EVENT_BYTES + EVENT_VALUE));
        }
      }
    }
    byFd.keySet().forEach(LinuxCalls::close);
    LinuxCalls.close(epoll);
    LinuxCalls.close(bell);
  }

  private void ended(int fd) {
    Watched watched = byFd.remove(fd);
    if (watched == null) {
      return; // the bell
    }
    LinuxCalls.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, Pointer.NULL);
    LinuxCalls.close(fd);
    watched.listener().accept(reap(watched.process()));
  }

  private void lookAgainAndAgain() {
    Object pause = new Object();
    while (!closed.get()) {
      for (Iterator<Watched> all = byLook.values().iterator(); all.hasNext(); ) {
        Watched watched = all.next();
        if (!table.lives(watched.process())) {
          all.remove();
          watched.listener().accept(reap(watched.process()));
        }
      }
      synchronized (pause) {
        try {
          pause.wait(LOOK_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** What the system kept for its parent, if that is us. */
  private static ProcessEnd reap(ProcessRef process) {
    if (!LinuxCalls.areHere()) {
      return ProcessEnd.unseen(process);
    }
    int[] status = new int[1];
    try (Memory usage = new Memory(USAGE_BYTES)) {
      int pid = LinuxCalls.wait4((int) process.pid(), status, WNOHANG, usage);
      return pid == process.pid()
          ? new ProcessEnd(process, OptionalInt.of(status[0]), Optional.of(usage(usage)))
          : ProcessEnd.unseen(process);
    }
  }

  /**
   * Two times. The largest resident size that comes with them is of no use: it counts that of hob
   * itself, whose memory the child had until it became another program.
   */
  private static Usage usage(Pointer usage) {
    final int word = NativeLong.SIZE;
    return new Usage(
        Optional.of(time(usage, 0)),
        Optional.of(time(usage, 2L * word)),
        OptionalLong.empty(),
        OptionalInt.empty());
  }

  private static Duration time(Pointer usage, long at) {
    long micros = usage.getNativeLong(at + NativeLong.SIZE).longValue();
    return Duration.ofSeconds(usage.getNativeLong(at).longValue()).plusMillis(micros / 1000);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && bell >= 0) {
      byte[] one = new byte[Long.BYTES];
      one[0] = 1;
      LinuxCalls.write(bell, one, one.length);
    }
  }
}
