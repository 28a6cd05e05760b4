package dev.hob.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hob.process.ProcessRef;
import dev.hob.process.tree.Belonging;
import dev.hob.process.tree.ProcessScan;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Looks at all processes, one look for all who ask while none has begun: many kills at once cost
 * hardly more than one.
 */
final class Scans {
  private final ProcessScan scan;
  private final Executor executor;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Optional<Asked> asked = Optional.empty();

  Scans(ProcessScan scan, Executor executor) {
    this.scan = scan;
    this.executor = executor;
  }

  /** A look that has not begun. */
  private record Asked(String notBefore, CompletableFuture<Belonging> result) {}

  /** At once, where a task is so young that a few looks show all that it can have started. */
  Optional<Belonging> after(ProcessRef wrapper) {
    return scan.after(wrapper);
  }

  /** Everything that is seen lives after this call. */
  CompletableFuture<Belonging> take(String notBefore) {
    synchronized (lock) {
      if (asked.isPresent()) {
        Asked earlier = asked.get();
        asked = Optional.of(new Asked(older(earlier.notBefore(), notBefore), earlier.result()));
        return earlier.result();
      }
      asked = Optional.of(new Asked(notBefore, new CompletableFuture<>()));
      executor.execute(this::look);
      return asked.get().result();
    }
  }

  private void look() {
    Asked now;
    synchronized (lock) {
      now = asked.orElseThrow();
      asked = Optional.empty();
    }
    try {
      now.result().complete(scan.take(now.notBefore()));
    } catch (Throwable e) {
      // Whoever waits must hear of it.
      now.result().completeExceptionally(e);
    }
  }

  private static String older(String one, String other) {
    try {
      return Long.parseLong(one) <= Long.parseLong(other) ? one : other;
    } catch (NumberFormatException e) {
      return "0";
    }
  }
}
