package dev.hob.engine;

import dev.hob.api.Readiness;
import dev.hob.api.WaitForTasks.Until;
import dev.hob.api.Waited.Found;
import dev.hob.api.WatchTask;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.BundleStore;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Waits in a call until something other than an end has become true of tasks. A task that has ended
 * is looked through to its end, and then not waited for any more.
 */
final class GoalWaiting {
  private final Surroundings all;
  private final LiveTasks live;
  private final Watches watches;
  private final Waiting waiting;

  GoalWaiting(Desk desk, Waiting waiting) {
    all = desk.all();
    live = desk.live();
    watches = desk.telling().watches();
    this.waiting = waiting;
  }

  /** Whether it has come, and what. */
  record Reached(boolean satisfied, List<Found> found) {}

  CompletableFuture<Reached> until(
      Collection<BundleName> tasks, Until until, boolean any, Duration longest) {
    return until instanceof Until.Goal goal
        ? untilFound(tasks, goal.what(), any, longest)
        : untilReady(tasks, any, longest);
  }

  private CompletableFuture<Reached> untilFound(
      Collection<BundleName> tasks, WatchTask.Watched what, boolean any, Duration longest) {
    Search search = new Search(tasks.size(), any);
    List<Watches.Waiting> lookers = new ArrayList<>();
    for (BundleName name : tasks) {
      record(name)
          .fold(
              task ->
                  lookers.add(
                      watches.await(
                          name,
                          task,
                          what,
                          match -> search.found(new Found(name.task(), match)),
                          search::inVain)),
              refusal -> {
                search.inVain();
                return false;
              });
    }
    Future<?> late = all.threads().later(Waiting.bounded(longest), () -> scans(search::timeIsOver));
    Future<?> ignored =
        search.over.whenComplete(
            (done, failure) -> {
              late.cancel(false);
              lookers.forEach(Watches.Waiting::stop);
            });
    return search.over;
  }

  private void scans(Runnable work) {
    all.threads().scans().execute(work);
  }

  private Result<TaskRecord> record(BundleName name) {
    BundleStore store = all.storage().store();
    return live.find(name)
        .map(it -> Result.ok(it.record()))
        .orElseGet(() -> store.records().read(name).orRefusal(name.task()).map(it -> it.record()));
  }

  /** What has been found at how many of the tasks. */
  private static final class Search {
    private final CompletableFuture<Reached> over = new CompletableFuture<>();
    private final List<Found> found = new ArrayList<>();
    private final int tasks;
    private final boolean any;
    private int open;

    Search(int tasks, boolean any) {
      this.tasks = tasks;
      this.any = any;
      open = tasks;
      if (tasks == 0) {
        over.complete(new Reached(true, List.of()));
      }
    }

    synchronized void found(Found it) {
      found.add(it);
      open--;
      concludeIf(any || open == 0);
    }

    synchronized void inVain() {
      open--;
      concludeIf(open == 0);
    }

    synchronized void timeIsOver() {
      concludeIf(true);
    }

    private void concludeIf(boolean enough) {
      if (enough) {
        boolean satisfied = any ? !found.isEmpty() : found.size() == tasks;
        over.complete(new Reached(satisfied, found));
      }
    }
  }

  private CompletableFuture<Reached> untilReady(
      Collection<BundleName> tasks, boolean any, Duration longest) {
    List<CompletableFuture<Boolean>> waits =
        tasks.stream()
            .map(
                name ->
                    waiting.until(
                        new Waiting.Condition.EndedOr(name, () -> isReady(name)), longest))
            .toList();
    CompletableFuture<?>[] parts = waits.toArray(CompletableFuture<?>[]::new);
    CompletableFuture<?> enough =
        any && parts.length > 0 ? CompletableFuture.anyOf(parts) : CompletableFuture.allOf(parts);
    CompletableFuture<Reached> reached =
        enough.thenApply(
            done ->
                new Reached(
                    any
                        ? tasks.stream().anyMatch(this::isReady)
                        : tasks.stream().allMatch(this::isReady),
                    List.of()));
    Future<?> ignored =
        reached.whenComplete((done, failure) -> waits.forEach(it -> it.cancel(false)));
    return reached;
  }

  private boolean isReady(BundleName name) {
    return watches.readiness(name).filter(it -> it == Readiness.READY).isPresent();
  }
}
