package dev.hob.bundle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work in order: what goes into one lane is done one after another, in the order in which it came;
 * different lanes go on side by side.
 *
 * <p>No lock is held while work runs. A lane exists only while it has work.
 */
public final class Lanes<K> {
  /** More than this waits for one task only when something has gone wrong. */
  static final int MAX_WAITING = 10_000;

  private final Executor executor;
  private final Object lock = new Object();

  /** A lane is here while its work is being done; the queue holds what comes after that. */
  @GuardedBy("lock")
  private final Map<K, Queue<Runnable>> lanes = new HashMap<>();

  public Lanes(Executor executor) {
    this.executor = executor;
  }

  /** What the work gives or throws arrives in the future. */
  public <T> CompletableFuture<T> run(K lane, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable step = () -> complete(result, work);
    if (enter(lane, step)) {
      executor.execute(() -> drive(lane, step));
    }
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Throwable e) {
      // Whoever waits must hear of it, and the lane must go on.
      result.completeExceptionally(e);
    }
  }

  /** True when the lane was empty: the caller starts it. */
  private boolean enter(K lane, Runnable step) {
    synchronized (lock) {
      Queue<Runnable> waiting = lanes.get(lane);
      if (waiting == null) {
        lanes.put(lane, new ArrayDeque<>());
        return true;
      }
      if (waiting.size() >= MAX_WAITING) {
        throw new RejectedExecutionException(
            MAX_WAITING + " pieces of work wait already for " + lane);
      }
      waiting.add(step);
      return false;
    }
  }

  /** One piece a turn, so that a busy lane does not keep a thread from the others. */
  private void drive(K lane, Runnable step) {
    step.run();
    leave(lane).ifPresent(next -> executor.execute(() -> drive(lane, next)));
  }

  /** The next piece; when there is none, the lane is gone. */
  private Optional<Runnable> leave(K lane) {
    synchronized (lock) {
      Optional<Runnable> next = Optional.ofNullable(lanes.get(lane)).map(Queue::poll);
      if (next.isEmpty()) {
        lanes.remove(lane);
      }
      return next;
    }
  }
}
