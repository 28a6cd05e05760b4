package dev.hob.engine;

import dev.hob.bundle.BundleName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Waits for something to become true of tasks, without a thread. What can be waited for is a {@link
 * Condition}; a further one is one more of them.
 */
final class Waiting {
  /** Output makes nobody call: it is looked for. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** Nobody waits longer; no clock counts to the end of all time. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Surroundings all;
  private final LiveTasks live;
  private final EndWatch ends = new EndWatch();

  Waiting(Desk desk) {
    all = desk.all();
    live = desk.live();
  }

  /** What is waited for. */
  sealed interface Condition {

    /** All of them have ended, or one of them has. */
    record Ended(Collection<BundleName> tasks, boolean any) implements Condition {}

    /** The task has ended, or something else is so, which is cheap to look at. */
    record EndedOr(BundleName task, BooleanSupplier other) implements Condition {}
  }

  /** True when it is so within that time; then at once. Cancelling the future ends the waiting. */
  CompletableFuture<Boolean> until(Condition condition, Duration longest) {
    CompletableFuture<Boolean> met = new CompletableFuture<>();
    if (isMet(condition)) {
      met.complete(true);
    } else if (longest.isZero() || longest.isNegative()) {
      met.complete(false);
    } else {
      await(condition, bounded(longest), met);
    }
    return met;
  }

  /** The reply after the waiting. Who does not want it any more ends the waiting, too. */
  <T> CompletableFuture<T> replied(
      Condition condition, Duration longest, Function<Boolean, T> reply) {
    CompletableFuture<Boolean> met = until(condition, longest);
    CompletableFuture<T> replied = met.thenApply(reply);
    Future<?> ignored = replied.whenComplete((done, failure) -> met.cancel(false));
    return replied;
  }

  static Duration bounded(Duration longest) {
    return longest.compareTo(LONGEST) < 0 ? longest : LONGEST;
  }

  private void await(Condition condition, Duration longest, CompletableFuture<Boolean> met) {
    List<EndWatch.Waiting> watches = new ArrayList<>();
    for (BundleName task : tasks(condition)) {
      live.find(task)
          .ifPresent(it -> watches.add(ends.until(it, () -> completeIfMet(condition, met))));
    }
    Future<?> late =
        all.threads()
            .later(longest, () -> all.threads().scans().execute(() -> conclude(condition, met)));
    if (condition instanceof Condition.EndedOr) {
      lookAgain(condition, met);
    }
    Future<?> ignored =
        met.whenComplete(
            (done, failure) -> {
              late.cancel(false);
              watches.forEach(EndWatch.Waiting::stop);
            });
    completeIfMet(condition, met); // one may have ended before it was watched
  }

  private void lookAgain(Condition condition, CompletableFuture<Boolean> met) {
    all.threads()
        .later(
            BETWEEN_LOOKS,
            () ->
                all.threads()
                    .scans()
                    .execute(
                        () -> {
                          completeIfMet(condition, met);
                          if (!met.isDone()) {
                            lookAgain(condition, met);
                          }
                        }));
  }

  private void conclude(Condition condition, CompletableFuture<Boolean> met) {
    try {
      met.complete(isMet(condition));
    } catch (RuntimeException e) {
      met.completeExceptionally(e);
    }
  }

  private void completeIfMet(Condition condition, CompletableFuture<Boolean> met) {
    if (!met.isDone() && isMet(condition)) {
      met.complete(true);
    }
  }

  private static Collection<BundleName> tasks(Condition condition) {
    return condition instanceof Condition.Ended ended
        ? ended.tasks()
        : List.of(((Condition.EndedOr) condition).task());
  }

  /** How many waits are under way, each counted for every task that it is about. */
  int size() {
    return ends.size();
  }

  private boolean isMet(Condition condition) {
    if (condition instanceof Condition.Ended ended) {
      return ended.any()
          ? ended.tasks().isEmpty() || ended.tasks().stream().anyMatch(this::hasEnded)
          : ended.tasks().stream().allMatch(this::hasEnded);
    }
    Condition.EndedOr other = (Condition.EndedOr) condition;
    return hasEnded(other.task()) || other.other().getAsBoolean();
  }

  private boolean hasEnded(BundleName task) {
    Optional<LiveTask> found = live.find(task);
    return found.isEmpty() || found.get().end().isDone();
  }
}
