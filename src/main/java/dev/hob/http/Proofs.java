package dev.hob.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The proofs that launchers owe for calls whose reply has not ended yet, by the calls' ids. */
final class Proofs {
  /** Each is of a request in progress; one that is too many is lost at once. */
  static final int MAX_OWED = 256;

  private final ScheduledExecutorService timers;
  private final Map<String, Proof> owed = new ConcurrentHashMap<>();
  private final AtomicBoolean isOver = new AtomicBoolean();

  Proofs(ScheduledExecutorService timers) {
    this.timers = timers;
  }

  /** From now on it can be found, until it has an outcome. False: it will never be found. */
  boolean expect(String call, Proof proof) {
    if (owed.size() >= MAX_OWED || owed.putIfAbsent(call, proof) != null) {
      return false;
    }
    ScheduledFuture<?> patience =
        timers.schedule(proof::lose, Calls.KEPT_SECONDS, TimeUnit.SECONDS);
    Future<?> ignored =
        proof
            .outcome()
            .thenAccept(
                shown -> {
                  owed.remove(call, proof);
                  patience.cancel(false);
                });
    return !isOver.get(); // asked last, so that one which comes at that moment is not left here
  }

  Proof find(String call) throws ProblemException {
    Proof proof = owed.get(call);
    if (proof == null) {
      throw Problem.NO_SUCH_CALL.exception();
    }
    return proof;
  }

  /** No launcher can give any of them any more. */
  void loseAll() {
    isOver.set(true);
    owed.values().forEach(Proof::lose);
  }
}
