package dev.hob.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Request;

/** Receives bodies; all that are on their way share one bound, and each has a time to arrive. */
final class Bodies {
  private final ScheduledExecutorService timers;
  private final Duration patience;
  private final long bound;
  private final AtomicLong received = new AtomicLong();

  Bodies(Settings.Limits limits, ScheduledExecutorService timers) {
    this.timers = timers;
    this.patience = limits.bodyTime();
    // Two of the largest; small ones always find room beside one large one.
    this.bound = 2L * Math.max(limits.body(), limits.commandLine());
  }

  /** The body, or a {@link ProblemException}. */
  CompletableFuture<byte[]> receive(Request request, int max) {
    if (request.getLength() > max) {
      return CompletableFuture.failedFuture(Problem.TOO_LARGE.exception());
    }
    Body body = new Body(request, max, this);
    body.run();
    return body.whole().isDone() ? body.whole() : inTime(body.whole());
  }

  private CompletableFuture<byte[]> inTime(CompletableFuture<byte[]> body) {
    ScheduledFuture<?> deadline =
        timers.schedule(
            () -> body.completeExceptionally(Problem.TOO_SLOW.exception()),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    return body.whenComplete((bytes, failure) -> deadline.cancel(false));
  }

  boolean reserve(int bytes) {
    if (received.addAndGet(bytes) <= bound) {
      return true;
    }
    received.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    received.addAndGet(-bytes);
  }
}
