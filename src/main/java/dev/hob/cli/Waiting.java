package dev.hob.cli;

import dev.hob.model.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a reply that may come late; who stops waiting takes the question back. */
final class Waiting {
  private static final int SECONDS_BETWEEN_LOOKS = 1;

  private Waiting() {}

  static <T> T quietly(CompletableFuture<Result<T>> reply)
      throws RefusedException, InterruptedException {
    return with(() -> {}, reply);
  }

  /** Looks about once a second. */
  static <T> T with(Runnable look, CompletableFuture<Result<T>> reply)
      throws RefusedException, InterruptedException {
    try {
      while (true) {
        try {
          return RefusedException.taken(reply.get(SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
          look.run();
        }
      }
    } catch (ExecutionException e) {
      throw Call.failed(e);
    } finally {
      reply.cancel(false);
    }
  }
}
