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
  private final Map<K, Queue<Piece<?>>> lanes = new HashMap<>();

  public Lanes(Executor executor) {
    this.executor = executor;
  }

  /** What the work gives or throws arrives in the future. */
  public <T> CompletableFuture<T> run(K lane, Callable<T> work) {
    Piece<T> piece = new Piece<>(work, new CompletableFuture<>());
    switch (enter(lane, piece)) {
      case FIRST -> drive(lane, piece);
      case FULL ->
          piece.fail(
              new RejectedExecutionException(
                  MAX_WAITING + " pieces of work wait already for " + lane));
      case WAITS -> {
        // The piece before it brings it on.
      }
    }
    return piece.result();
  }

  /** Work, and who waits for it. */
  private record Piece<T>(Callable<T> work, CompletableFuture<T> result) {
    void run() {
      try {
        result.complete(work.call());
      } catch (Throwable e) {
        // Whoever waits must hear of it, and the lane must go on.
        fail(e);
      }
    }

    void fail(Throwable cause) {
      result.completeExceptionally(cause);
    }
  }

  /** How a piece came into its lane. */
  private enum Entry {
    /** The lane was empty: the caller starts it. */
    FIRST,
    WAITS,
    FULL
  }

  private Entry enter(K lane, Piece<?> piece) {
    synchronized (lock) {
      Queue<Piece<?>> waiting = lanes.get(lane);
      if (waiting == null) {
        lanes.put(lane, new ArrayDeque<>());
        return Entry.FIRST;
      }
      if (waiting.size() >= MAX_WAITING) {
        return Entry.FULL;
      }
      waiting.add(piece);
      return Entry.WAITS;
    }
  }

  /** One piece a turn, so that a busy lane does not keep a thread from the others. */
  private void drive(K lane, Piece<?> piece) {
    try {
      executor.execute(
          () -> {
            piece.run();
            leave(lane).ifPresent(next -> drive(lane, next));
          });
    } catch (RejectedExecutionException | Error e) {
      // It is shutting down, or has no thread left: nothing of this lane is done, and all hear it.
      for (Optional<Piece<?>> left = Optional.of(piece); left.isPresent(); left = leave(lane)) {
        left.get().fail(e);
      }
    }
  }

  /** The next piece; when there is none, the lane is gone. */
  private Optional<Piece<?>> leave(K lane) {
    synchronized (lock) {
      Optional<Piece<?>> next = Optional.ofNullable(lanes.get(lane)).map(Queue::poll);
      if (next.isEmpty()) {
        lanes.remove(lane);
      }
      return next;
    }
  }
}
