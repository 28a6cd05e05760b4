package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.EndedBy;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import dev.hob.process.tree.Roots;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Ends tasks. First it is on disk that they are to be ended, by whom and why; then the marker is
 * looked for once more, for the command may have been faster; then it is on disk that the signal
 * goes out, and only then it goes.
 */
final class Killing {
  private final Surroundings all;
  private final LiveTasks live;
  private final Ledger ledger;
  private final Ending ending;

  Killing(Desk desk, Ending ending) {
    this.all = desk.all();
    this.live = desk.live();
    this.ledger = desk.ledger();
    this.ending = ending;
  }

  /** How hard, and how patiently. */
  private record Force(Signal signal, Optional<Duration> grace) {}

  CompletableFuture<Result<Killed>> kill(KillOrder request) {
    Result<Force> force = force(request);
    if (force instanceof Result.Refused<Force> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    return kill(
        new BundleName(request.session(), request.task()), force.orElseThrow(), request.by());
  }

  /** For hob's own reasons: a deadline, silence. */
  CompletableFuture<Result<Killed>> kill(LiveTask task, EndedBy by) {
    return kill(task.name(), new Force(Signal.TERM, Optional.empty()), by);
  }

  private static Result<Force> force(KillOrder request) {
    Optional<Refusal> problem = RunRules.duration("grace", request.grace(), true);
    if (problem.isPresent()) {
      return Result.refused(problem.get());
    }
    return request
        .signal()
        .map(Signal::parse)
        .orElse(Result.ok(Signal.TERM))
        .map(signal -> new Force(signal, request.grace()));
  }

  private CompletableFuture<Result<Killed>> kill(BundleName name, Force force, EndedBy by) {
    return all.storage()
        .writer()
        .inOrder(name, files -> new Later(onLane(files, name, force, by)))
        .thenCompose(Later::reply);
  }

  /** The lane is free long before the reply is there. */
  private record Later(CompletableFuture<Result<Killed>> reply) {}

  private CompletableFuture<Result<Killed>> onLane(
      TaskFiles files, BundleName name, Force force, EndedBy by) throws IOException {
    Optional<LiveTask> found = live.find(name);
    if (found.isEmpty()) {
      return killEnded(files, force);
    }
    LiveTask task = found.get();
    if (task.revoked().isPresent()) {
      return CompletableFuture.completedFuture(Result.refused(task.revoked().get()));
    }
    if (task.kill().isPresent()) {
      return verified(task, task.kill().get());
    }
    if (!task.isProven()) {
      return refused(
          RefusalCode.IDENTITY_UNPROVEN,
          task,
          "the process of task " + name.task() + " cannot be told from a stranger's",
          "an older program started it: end it by hand");
    }
    if (task.isConcluding() || ordered(files, task, by)) {
      // It has ended by itself; what it left behind is what can still be killed.
      return task.end().thenCompose(ended -> kill(name, force, by));
    }
    KillRun run = resume(task, force);
    return verified(task, run);
  }

  /** True when the command was faster than the kill. */
  private boolean ordered(TaskFiles files, LiveTask task, EndedBy by) throws IOException {
    if (!(task.record().state() instanceof TaskState.Killing)) {
      task.happened(new TaskEvent.KillOrdered(all.clocks().now(), by));
      ledger.tryToWrite(files, task);
    }
    if (files.marker(task.program()) instanceof MarkerReading.Found) {
      ending.concludeIfGone(files, task);
      return true;
    }
    task.happened(new TaskEvent.SignalSent());
    ledger.tryToWrite(files, task); // commit: from here the end is the kill's
    return false;
  }

  /** Goes on with a kill whose signal may have gone out already. */
  void resume(LiveTask task) {
    resume(task, new Force(Signal.TERM, Optional.empty()));
  }

  private KillRun resume(LiveTask task, Force force) {
    Duration grace =
        force.grace().or(() -> task.record().order().limits().grace()).orElse(all.limits().grace());
    KillRun run = new KillRun(ending.tools(), task.roots(), force.signal(), grace);
    task.killBy(run);
    Future<?> ignored =
        run.begin()
            .whenComplete(
                (verified, failure) -> {
                  if (failure != null) {
                    all.troubles().accept("killing task " + task.id() + " failed: " + failure);
                  }
                  ledger.onLane(
                      task,
                      files -> {
                        if (failure != null) {
                          task.killFailed();
                        }
                        ending.concludeIfGone(files, task);
                      });
                });
    return run;
  }

  private CompletableFuture<Result<Killed>> verified(LiveTask task, KillRun run) {
    return run.result()
        .thenCombine(
            task.end(),
            (verified, record) ->
                Result.ok(
                    new Killed(record, verified.reached(), ending.named(verified.survivors()))));
  }

  private static CompletableFuture<Result<Killed>> refused(
      RefusalCode code, LiveTask task, String message, String hint) {
    return CompletableFuture.completedFuture(
        Result.refused(Refusal.of(code, message, hint).about(task.id())));
  }

  private CompletableFuture<Result<Killed>> killEnded(TaskFiles files, Force force) {
    BundleName name = files.bundle().name();
    Result<TaskRecord> read = files.read().orRefusal(name.task()).map(it -> it.record());
    if (read instanceof Result.Refused<TaskRecord> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    TaskRecord record = read.orElseThrow();
    if (!record.state().isEnded()) {
      return CompletableFuture.completedFuture(
          Result.refused(
              Refusal.of(
                      RefusalCode.OTHER_NAMESPACE,
                      "task " + name.task() + " lives where this hob cannot look",
                      "kill it from the machine or container that it was started in")
                  .about(name.task())));
    }
    Optional<Roots> roots = rootsOf(record);
    if (roots.isEmpty()) {
      return CompletableFuture.completedFuture(Result.ok(new Killed(record, 0, List.of())));
    }
    Duration grace = force.grace().orElse(all.limits().grace());
    return new KillRun(ending.tools(), roots.get(), force.signal(), grace)
        .begin()
        .thenCompose(verified -> withSurvivors(name, verified));
  }

  private CompletableFuture<Result<Killed>> withSurvivors(
      BundleName name, KillRun.Verified verified) {
    List<Leftover> survivors = ending.named(verified.survivors());
    return all.storage()
        .writer()
        .update(name, onDisk -> Result.ok(onDisk.with(onDisk.remains().withLeftovers(survivors))))
        .thenApply(
            written -> written.map(record -> new Killed(record, verified.reached(), survivors)));
  }

  /** Empty when nothing of an ended task can be recognised: another boot, or no start time. */
  private Optional<Roots> rootsOf(TaskRecord record) {
    boolean here =
        record.progress().machine().filter(all.processes().machine()::equals).isPresent();
    Optional<String> start =
        ((TaskState.Ended) record.state()).process().start().filter(it -> here);
    return start.map(it -> new Roots(record.id(), Optional.empty(), leftovers(record), it));
  }

  private static Set<ProcessRef> leftovers(TaskRecord record) {
    return record.remains().leftovers().stream()
        .flatMap(it -> it.start().map(start -> new ProcessRef(it.pid(), start)).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
