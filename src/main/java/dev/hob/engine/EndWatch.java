package dev.hob.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who waits for the ends of tasks. However many wait, a task is asked once: so a wait that is over
 * leaves nothing behind in a task that lives for days.
 */
final class EndWatch {
  private final Map<LiveTask, Waiters> waiting = new ConcurrentHashMap<>();

  private record Waiters(Set<Runnable> told, AtomicBoolean asked) {}

  /** Ends the waiting. */
  interface Waiting {
    void stop();
  }

  /**
   * Told at once when it has ended already.
   *
   * @param told perhaps more than once
   */
  Waiting until(LiveTask task, Runnable told) {
    Waiters waiters =
        waiting.computeIfAbsent(
            task, it -> new Waiters(ConcurrentHashMap.newKeySet(), new AtomicBoolean()));
    waiters.told().add(told);
    if (waiters.asked().compareAndSet(false, true)) {
      Future<?> ignored = task.end().whenComplete((record, failure) -> tell(task));
    }
    if (task.end().isDone()) {
      told.run(); // whoever was to tell may have looked before we were there
    }
    return () -> waiters.told().remove(told);
  }

  /** How many wait. */
  int size() {
    return waiting.values().stream().mapToInt(it -> it.told().size()).sum();
  }

  private void tell(LiveTask task) {
    Waiters waiters = waiting.remove(task);
    if (waiters != null) {
      waiters.told().forEach(Runnable::run);
    }
  }
}
