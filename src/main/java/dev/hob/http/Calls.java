package dev.hob.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The launcher's calls by their ids. */
final class Calls {
  /** How long the end of a call is kept for a launcher that does not come. */
  static final long KEPT_SECONDS = 30;

  /** A launcher opens the connection for stderr beside that of its call; either may be first. */
  static final long AWAITED_SECONDS = 2;

  /** Each may keep the bound of its stderr, but only a broken launcher leaves calls behind. */
  static final int MAX_KNOWN = 256;

  private static final int MAX_FORGOTTEN = 4096;

  private final ScheduledExecutorService timers;
  private final Consumer<String> troubles;

  /** Incomplete: somebody waits for the call. Failed: nobody does any more. */
  private final Map<String, CompletableFuture<Call>> known = new ConcurrentHashMap<>();

  /** Over, and forgotten a moment ago: a reader of stderr that is late waits for nothing. */
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

  /** Their launchers are still there, and do not know the end yet. */
  private final Set<Call> unended = ConcurrentHashMap.newKeySet();

  private final Work ends;

  Calls(ScheduledExecutorService timers, Consumer<String> troubles, InstantSource wall) {
    this.timers = timers;
    this.troubles = troubles;
    this.ends = new Work(MAX_KNOWN, wall);
  }

  /**
   * A new call that all can find.
   *
   * @param stderrIsRead its launcher reads stderr beside it
   */
  Call begin(String id, boolean stderrIsRead) throws ProblemException {
    if (known.size() >= MAX_KNOWN) {
      throw Problem.BUSY.exception();
    }
    Call call = new Call(troubles);
    if (stderrIsRead) {
      call.expectReaderOfStderr(timers); // before the reader can find it
    }
    while (true) {
      CompletableFuture<Call> place = known.computeIfAbsent(id, it -> new CompletableFuture<>());
      if (place.complete(call)) {
        Future<?> ignored = call.over().whenComplete((any, failure) -> forgetLater(id, place));
        call.onGone(() -> known.remove(id, place)); // nobody will fetch its end
        awaitEndOf(call);
        return call;
      }
      if (!place.isCompletedExceptionally()) {
        throw Problem.CALL_TAKEN.exception();
      }
      known.remove(id, place);
    }
  }

  private void awaitEndOf(Call call) {
    unended.add(call);
    ends.begin();
    call.onGone(() -> ended(call));
  }

  private void ended(Call call) {
    if (unended.remove(call)) {
      ends.end();
    }
  }

  /** No launcher can ask for an end any more. */
  void loseAll() {
    unended.forEach(Call::lose);
  }

  /** Whether all launchers know the end of their calls, at the latest after the given time. */
  boolean awaitEnds(Duration patience) throws InterruptedException {
    return ends.awaitNone(patience);
  }

  private void forgetLater(String id, CompletableFuture<Call> place) {
    Future<?> ignored =
        timers.schedule(
            () -> {
              place.join().lose();
              ended(place.join());
              known.remove(id, place);
            },
            KEPT_SECONDS,
            TimeUnit.SECONDS);
  }

  /** The call, which may be about to begin; else a {@link ProblemException}. */
  CompletableFuture<Call> await(String id) {
    if (forgotten.contains(id)) {
      return CompletableFuture.failedFuture(Problem.NO_SUCH_CALL.exception());
    }
    CompletableFuture<Call> place = known.computeIfAbsent(id, it -> new CompletableFuture<>());
    if (!place.isDone()) {
      Future<?> ignored =
          timers.schedule(() -> giveUp(id, place), AWAITED_SECONDS, TimeUnit.SECONDS);
    }
    return place;
  }

  private void giveUp(String id, CompletableFuture<Call> place) {
    if (place.completeExceptionally(Problem.NO_SUCH_CALL.exception())) {
      known.remove(id, place);
    }
  }

  /** The call, if it has begun. */
  Call find(String id) throws ProblemException {
    CompletableFuture<Call> place = known.get(id);
    if (place == null || !hasBegun(place)) {
      throw Problem.NO_SUCH_CALL.exception();
    }
    return place.join();
  }

  void forget(String id, Call call) {
    call.lose(); // unless its launcher has proved already that it has all
    ended(call);
    if (forgotten.size() < MAX_FORGOTTEN && forgotten.add(id)) {
      Future<?> ignored =
          timers.schedule(() -> forgotten.remove(id), AWAITED_SECONDS, TimeUnit.SECONDS);
    }
    known.computeIfPresent(
        id, (same, place) -> hasBegun(place) && place.join() == call ? null : place);
  }

  private static boolean hasBegun(CompletableFuture<Call> place) {
    return place.isDone() && !place.isCompletedExceptionally();
  }
}
