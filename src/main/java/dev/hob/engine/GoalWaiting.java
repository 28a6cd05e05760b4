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
import java.util.Optional;
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
        .map(it -> Result.ok(it.shown()))
        .orElseGet(() -> store.records().read(name).orRefusal(name.task()).map(it -> it.record()));
  }

  /** What has been found at how many of the tasks. Nothing is called under its lock. */
  private final class Search {
    private final CompletableFuture<Reached> over = new CompletableFuture<>();
    private final List<Found> found = new ArrayList<>();
    private final int tasks;
    private final boolean any;
    private int open;
    private int reached;

    Search(int tasks, boolean any) {
      this.tasks = tasks;
      this.any = any;
      open = tasks;
      if (tasks == 0) {
        over.complete(new Reached(true, List.of()));
      }
    }

    void found(Found it) {
      conclude(counted(Optional.of(it), true));
    }

    /** Of what there is no more to be said than that it is so. */
    void reached() {
      conclude(counted(Optional.empty(), true));
    }

    void inVain() {
      conclude(counted(Optional.empty(), false));
    }

    private synchronized Optional<Reached> counted(Optional<Found> it, boolean success) {
      it.ifPresent(found::add);
      open--;
      reached += success ? 1 : 0;
      return (any && success) || open == 0 ? Optional.of(now()) : Optional.empty();
    }

    private synchronized Reached now() {
      return new Reached(any ? reached > 0 : reached == tasks, List.copyOf(found));
    }

    void timeIsOver() {
      conclude(Optional.of(now()));
    }

    /** What follows reads from the disk: not on the thread that looks. */
    private void conclude(Optional<Reached> enough) {
      enough.ifPresent(it -> scans(() -> over.complete(it)));
    }
  }

  private CompletableFuture<Reached> untilReady(
      Collection<BundleName> tasks, boolean any, Duration longest) {
    Search search = new Search(tasks.size(), any);
    List<CompletableFuture<Boolean>> waits = new ArrayList<>();
    for (BundleName name : tasks) {
      CompletableFuture<Boolean> wait =
          waiting.until(new Waiting.Condition.EndedOr(name, () -> isReady(name)), longest);
      waits.add(wait);
      Future<?> ignored = wait.thenRun(() -> count(search, name));
    }
    Future<?> ignored =
        search.over.whenComplete((done, failure) -> waits.forEach(it -> it.cancel(false)));
    return search.over;
  }

  private void count(Search search, BundleName name) {
    if (isReady(name)) {
      search.reached();
    } else {
      search.inVain();
    }
  }

  private boolean isReady(BundleName name) {
    return watches.readiness(name).filter(it -> it == Readiness.READY).isPresent();
  }
}
