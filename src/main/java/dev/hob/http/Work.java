package dev.hob.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests in progress: how many, and when the last one came or went. */
final class Work {
  private final int bound;
  private final InstantSource wall;
  private final AtomicInteger inProgress = new AtomicInteger();
  private final AtomicReference<Instant> lastSign;

  /** Only for {@link #awaitNone}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition none = lock.newCondition();

  Work(int bound, InstantSource wall) {
    this.bound = bound;
    this.wall = wall;
    this.lastSign = new AtomicReference<>(wall.instant());
  }

  /** Each begin wants one end, also when there was no room. */
  boolean begin() {
    lastSign.set(wall.instant());
    return inProgress.incrementAndGet() <= bound;
  }

  void end() {
    lastSign.set(wall.instant());
    lock.lock();
    try {
      if (inProgress.decrementAndGet() == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int inProgress() {
    return inProgress.get();
  }

  Instant lastSign() {
    return Objects.requireNonNull(lastSign.get());
  }

  /** Whether nothing is in progress, at the latest after the given time. */
  boolean awaitNone(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (inProgress.get() > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
      return inProgress.get() == 0;
    } finally {
      lock.unlock();
    }
  }
}
