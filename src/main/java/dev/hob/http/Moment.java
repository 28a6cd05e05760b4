package dev.hob.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Something that happens once, and what a service wants done then. */
final class Moment {
  private final CompletableFuture<Void> come = new CompletableFuture<>();
  private final Consumer<String> troubles;

  Moment(Consumer<String> troubles) {
    this.troubles = troubles;
  }

  /** Runs what waits for it; again is of no effect. */
  void comes() {
    come.complete(null);
  }

  boolean hasCome() {
    return come.isDone();
  }

  CompletableFuture<Void> future() {
    return come;
  }

  /** At once, if it has come already. */
  void then(Runnable action) {
    Future<?> ignored =
        come.thenRun(action)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    troubles.accept("what a service does when a client goes failed: " + failure);
                  }
                });
  }
}
