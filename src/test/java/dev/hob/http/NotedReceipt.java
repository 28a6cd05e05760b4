package dev.hob.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is told; a test says when that is on disk. */
final class NotedReceipt implements Receipt {
  final AtomicInteger shown = new AtomicInteger();
  final AtomicInteger lost = new AtomicInteger();
  final CompletableFuture<Void> onDisk;

  private NotedReceipt(CompletableFuture<Void> onDisk) {
    this.onDisk = onDisk;
  }

  static NotedReceipt quick() {
    return new NotedReceipt(CompletableFuture.completedFuture(null));
  }

  static NotedReceipt slow() {
    return new NotedReceipt(new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<?> shown() {
    shown.incrementAndGet();
    return onDisk;
  }

  @Override
  public void lost() {
    lost.incrementAndGet();
  }

  boolean isLost() {
    return lost.get() > 0;
  }

  boolean isShown() {
    return shown.get() > 0;
  }

  @Override
  public String toString() {
    return "shown " + shown + ", lost " + lost;
  }
}
