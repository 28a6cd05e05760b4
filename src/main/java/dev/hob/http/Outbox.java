package dev.hob.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that wait for one reader, bounded. When it is full, a writer chooses: {@link #put} waits
 * while there is a reader and else lets the oldest go, {@link #offer} gives up.
 */
final class Outbox {
  /** The most that is taken at once: it passes through memory outside of the heap. */
  static final int PIECE = 64 << 10;

  /** What an array costs besides its bytes, so that single bytes cannot fill the memory. */
  private static final int ARRAY_OVERHEAD = 32;

  private enum State {
    /** Nobody reads yet. */
    UNREAD,
    READ,
    /** One thing more comes, and no writer can put anything before it. */
    SEALED,
    /** Nothing more comes. */
    ENDED,
    /** Nobody will ever read what is here. */
    BROKEN
  }

  private final long bound;
  private final AtomicReference<Runnable> arrival = new AtomicReference<>(() -> {});

  /** Guards what follows. Nothing is called and nothing is sent under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition change = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<byte[]> pieces = new ArrayDeque<>();

  // Fields of this package are final; the lock guards what these hold all the same.
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicReference<State> state = new AtomicReference<>(State.UNREAD);

  Outbox(long bound) {
    this.bound = bound;
  }

  /** From now on writers wait for the reader, who is woken when there is something to take. */
  void read(Runnable onArrival) {
    arrival.set(onArrival);
    become(State.UNREAD, State.READ);
  }

  /** The reader went away; another may come. */
  void unread() {
    arrival.set(() -> {});
    become(State.READ, State.UNREAD);
  }

  private void become(State before, State after) {
    lock.lock();
    try {
      state.compareAndSet(before, after);
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses all writers from now on, and puts what comes last but one.
   *
   * @return whether anybody can still read it
   */
  boolean sealWith(byte[] piece) {
    become(State.UNREAD, State.SEALED);
    become(State.READ, State.SEALED);
    boolean isReadable;
    lock.lock();
    try {
      isReadable = !isOver();
      if (isReadable) {
        add(piece);
      }
    } finally {
      lock.unlock();
    }
    wakeReader();
    return isReadable;
  }

  /** Puts what comes last, for which there is always room, and ends. */
  void endWith(byte[] last) {
    lock.lock();
    try {
      if (!isOver()) {
        add(last);
      }
    } finally {
      lock.unlock();
    }
    end();
  }

  /** Nothing more comes; what is here can still be taken. */
  void end() {
    become(State.UNREAD, State.ENDED);
    become(State.READ, State.ENDED);
    become(State.SEALED, State.ENDED);
    wakeReader();
  }

  private void wakeReader() {
    Objects.requireNonNull(arrival.get()).run();
  }

  /** What is here is of use to nobody; writers hear of it. */
  void breakOff() {
    lock.lock();
    try {
      state.set(State.BROKEN);
      pieces.clear();
      size.set(0);
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the array over. */
  void put(byte[] piece) throws IOException {
    lock.lock();
    try {
      while (state.get() == State.READ && !hasRoomFor(piece)) {
        change.await();
      }
      if (isClosed()) {
        throw new IOException(
            state.get() == State.BROKEN ? "the client is gone" : "the call has ended");
      }
      while (!hasRoomFor(piece)) {
        dropped.addAndGet(remove().length);
      }
      add(piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while writing").initCause(e);
    } finally {
      lock.unlock();
    }
    wakeReader();
  }

  /** Whether it was taken. */
  boolean offer(byte[] piece) {
    lock.lock();
    try {
      if (isClosed() || !hasRoomFor(piece)) {
        return false;
      }
      add(piece);
    } finally {
      lock.unlock();
    }
    wakeReader();
    return true;
  }

  /** What comes next, at most {@link #PIECE} bytes or one array; empty if there is nothing now. */
  byte[] take() {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    lock.lock();
    try {
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        taken.writeBytes(lossNotice(lost));
      }
      while (!pieces.isEmpty()
          && (taken.size() == 0 || taken.size() + pieces.element().length <= PIECE)) {
        taken.writeBytes(remove());
      }
      change.signalAll();
    } finally {
      lock.unlock();
    }
    return taken.toByteArray();
  }

  private static byte[] lossNotice(long lost) {
    return ("[hob: " + lost + " bytes of stderr that nobody read were dropped here]\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  byte[] takeAll() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] next = take(); next.length > 0; next = take()) {
      all.writeBytes(next);
    }
    return all.toByteArray();
  }

  /** Whether writers are refused. */
  private boolean isClosed() {
    return isOver() || state.get() == State.SEALED;
  }

  /** Whether nothing more will come. */
  boolean isOver() {
    return state.get() == State.ENDED || state.get() == State.BROKEN;
  }

  /** Whether all there is was taken and nothing more will come. */
  boolean isDrained() {
    lock.lock();
    try {
      return isOver() && pieces.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean hasRoomFor(byte[] piece) {
    return pieces.isEmpty() || size.get() + cost(piece) <= bound;
  }

  @GuardedBy("lock")
  private void add(byte[] piece) {
    pieces.add(piece);
    size.addAndGet(cost(piece));
  }

  @GuardedBy("lock")
  private byte[] remove() {
    byte[] piece = pieces.remove();
    size.addAndGet(-cost(piece));
    return piece;
  }

  private static long cost(byte[] piece) {
    return piece.length + (long) ARRAY_OVERHEAD;
  }
}
