package dev.hob.api;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Replies that whoever asked may give up on, by cancelling them. Then what is waited for ends, and
 * what the reply would have told is taken back, so that somebody else is told.
 */
public final class GivenUp {
  private GivenUp() {}

  /** Who gives up on the reply gives up on the work. */
  @CanIgnoreReturnValue
  public static <T> CompletableFuture<T> until(
      CompletableFuture<?> reply, CompletableFuture<T> work) {
    Future<?> ignored = reply.whenComplete((done, failure) -> work.cancel(false));
    return work;
  }

  /**
   * The reply is what the work gives.
   *
   * @param late what becomes of it when nobody waits for the reply any more
   */
  public static <T> void give(
      CompletableFuture<T> work, CompletableFuture<T> reply, Consumer<T> late) {
    Future<?> ignored =
        work.whenComplete(
            (it, failure) -> {
              if (failure != null) {
                reply.completeExceptionally(failure);
              } else if (!reply.complete(it)) {
                late.accept(it);
              }
            });
  }
}
