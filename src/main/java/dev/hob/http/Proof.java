package dev.hob.http;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A receipt that is shown once, or lost once, whoever comes first. */
final class Proof {
  private final Receipt receipt;
  private final Consumer<String> troubles;
  private final AtomicBoolean isDecided = new AtomicBoolean();
  private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

  Proof(Receipt receipt, Consumer<String> troubles) {
    this.receipt = receipt;
    this.troubles = troubles;
  }

  boolean isWanted() {
    return receipt != Receipt.NONE;
  }

  /** True when it was shown, and what the service does about that is done; false when lost. */
  CompletableFuture<Boolean> outcome() {
    return outcome;
  }

  void show() {
    if (isDecided.compareAndSet(false, true)) {
      Future<?> ignored = written().whenComplete((done, failure) -> settle(failure));
    }
  }

  private CompletableFuture<?> written() {
    try {
      return Objects.requireNonNull(receipt.shown());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The client did its part, so it hears of the end whatever the service made of it. */
  private void settle(@Nullable Throwable failure) {
    if (failure != null) {
      troubles.accept("what a service does when its output was shown failed: " + failure);
    }
    outcome.complete(true);
  }

  void lose() {
    if (!isDecided.compareAndSet(false, true)) {
      return;
    }
    try {
      receipt.lost();
    } catch (RuntimeException e) {
      troubles.accept("what a service does when its output was lost failed: " + e);
    }
    outcome.complete(false);
  }
}
