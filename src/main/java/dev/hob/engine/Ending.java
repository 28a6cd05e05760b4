package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.ClaimReading;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec.Stdin;
import dev.hob.model.Outcome;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import dev.hob.process.ProcessEnd;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import dev.hob.process.tree.Belonging;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Sees live tasks to their ends: watches their processes, keeps their deadlines, finds out how they
 * ended, and writes that down before anybody hears of it.
 */
final class Ending {
  /** A command that ends sooner costs no write for having run. */
  private static final Duration UNTIL_WRITTEN = Duration.ofMillis(20);

  /** A leftover is one that is still there when everything has had the time to go. */
  private static final Duration SETTLING = Duration.ofMillis(30);

  /** A stream that has not grown for so long, though somebody could write to it, is complete. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** What cannot be read or written now is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Arguments of leftovers are shown, not kept. */
  private static final int MAX_COMMAND = 200;

  private static final int MAX_LEFTOVERS = 64;

  private final Surroundings all;
  private final Admission gate;
  private final LiveTasks live;
  private final Ledger ledger;
  private final Scans scans;
  private final KillRun.Tools tools;

  Ending(Surroundings all, Admission gate, LiveTasks live, Scans scans) {
    this.all = all;
    this.gate = gate;
    this.live = live;
    this.scans = scans;
    ledger = new Ledger(all.troubles());
    tools =
        new KillRun.Tools(
            scans, all.processes().table(), all.clocks().boot(), all.threads().timers());
  }

  KillRun.Tools tools() {
    return tools;
  }

  Ledger ledger() {
    return ledger;
  }

  /** Called on the lane of a task that was started or found again. */
  void look(LiveTask task) {
    for (ProcessRef pump : Set.copyOf(task.pumps())) {
      watch(task, pump);
    }
    task.holder().ifPresent(it -> watch(task, it));
    task.wrapper().ifPresent(it -> watch(task, it));
    if (!task.unwritten().isEmpty()) {
      later(task, UNTIL_WRITTEN, this::writeThatItRuns);
    }
  }

  /** As {@link #look}, for one that was found again; its wrapper may be known to be gone. */
  void lookAgain(LiveTask task, boolean alive) {
    for (ProcessRef pump : Set.copyOf(task.pumps())) {
      watch(task, pump);
    }
    task.holder().ifPresent(it -> watch(task, it));
    if (alive) {
      task.wrapper().ifPresent(it -> watch(task, it));
      if (!task.unwritten().isEmpty()) {
        later(task, Duration.ZERO, this::writeThatItRuns);
      }
    }
  }

  private void watch(LiveTask task, ProcessRef process) {
    boolean watched =
        all.processes().exits().watch(process, end -> onLane(task, it -> ended(it, task, end)));
    if (!watched) {
      ended(task, new ProcessEnd(process, OptionalInt.empty(), Optional.empty()));
      onLane(task, files -> concludeIfGone(files, task));
    }
  }

  /** Work on a task's lane that nobody waits for: what fails is told, and tried again later. */
  void onLane(LiveTask task, LaneWork work) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                task.name(),
                files -> {
                  if (live.find(task.name()).filter(it -> it == task).isPresent()) {
                    work.run(files);
                  }
                  return true;
                })
            .exceptionally(
                failure -> {
                  // A rejected one came when hob had let go; the next hob finds what it would say.
                  if (!(failure instanceof RejectedExecutionException)) {
                    all.troubles().accept("task " + task.id() + ": " + failure);
                  }
                  return false;
                });
  }

  /** A step with a task's files. */
  interface LaneWork {
    void run(TaskFiles files) throws IOException;
  }

  /** The same, after a while. */
  private void later(LiveTask task, Duration pause, LaneStep step) {
    task.remember(
        all.threads()
            .timers()
            .schedule(
                () -> onLane(task, files -> step.run(files, task)),
                pause.toNanos(),
                TimeUnit.NANOSECONDS));
  }

  /** A step with a task and its files. */
  private interface LaneStep {
    void run(TaskFiles files, LiveTask task) throws IOException;
  }

  private void writeThatItRuns(TaskFiles files, LiveTask task) throws IOException {
    if (!task.unwritten().isEmpty() && !task.isConcluding()) {
      ledger.write(files, task, record -> record);
    }
  }

  private void ended(TaskFiles files, LiveTask task, ProcessEnd end) throws IOException {
    ended(task, end);
    concludeIfGone(files, task);
  }

  private static void ended(LiveTask task, ProcessEnd end) {
    task.pumps().remove(end.process());
    if (task.holder().filter(end.process()::equals).isPresent()) {
      task.holderEnded();
    }
    if (task.wrapper().filter(end.process()::equals).isPresent()) {
      task.wrapperEnded(end);
    }
  }

  /** When the wrapper is gone and the output is complete, it is time to say how it ended. */
  void concludeIfGone(TaskFiles files, LiveTask task) throws IOException {
    boolean killed = task.kill().filter(it -> !it.result().isDone()).isPresent();
    if (!task.isWrapperGone() || killed || task.isConcluding()) {
      return;
    }
    if (task.pumps().isEmpty()) {
      conclude(files, task);
    } else {
      task.growth().look(files.bundle(), all.clocks().boot().now());
      awaitQuiet(task, all.clocks().boot().now());
    }
  }

  /** Somebody who outlives the command holds its stream: then its silence has to do. */
  private void awaitQuiet(LiveTask task, Duration since) {
    later(
        task,
        BETWEEN_LOOKS,
        (files, it) -> {
          Duration now = all.clocks().boot().now();
          it.growth().look(files.bundle(), now);
          Duration last = it.growth().lastGrowth();
          Duration quietSince = last.compareTo(since) > 0 ? last : since;
          if (it.isConcluding()) {
            return;
          }
          if (it.pumps().isEmpty() || now.minus(quietSince).compareTo(QUIET) >= 0) {
            conclude(files, it);
          } else {
            awaitQuiet(it, since);
          }
        });
  }

  /**
   * What is left is looked for on the thread that does nothing else, and then on the lane again.
   */
  private void conclude(TaskFiles files, LiveTask task) throws IOException {
    if (!task.beginToConclude()) {
      return;
    }
    if (files.marker() instanceof MarkerReading.Unreadable unreadable) {
      all.troubles().accept("task " + task.id() + ": " + unreadable.why());
      task.concludeLater();
      later(task, RETRY, this::concludeIfGone);
      return;
    }
    lookForLeftovers(task, Optional.empty());
  }

  private void lookForLeftovers(LiveTask task, Optional<Set<ProcessRef>> before) {
    Future<?> ignored =
        scans
            .take(task.roots().notBefore())
            .handle((processes, failure) -> left(task, Optional.ofNullable(processes)))
            .thenAccept(
                members -> {
                  if (members.isEmpty() || before.isPresent()) {
                    onLane(task, files -> finish(files, task, members));
                  } else {
                    lookOnceMore(task, members);
                  }
                });
  }

  /** Most of what is there at the very end is about to go. */
  private void lookOnceMore(LiveTask task, List<ProcessFacts> members) {
    Set<ProcessRef> refs =
        members.stream().map(ProcessFacts::ref).collect(Collectors.toUnmodifiableSet());
    task.know(refs);
    Future<?> ignored =
        all.threads()
            .timers()
            .schedule(
                () -> lookForLeftovers(task, Optional.of(refs)),
                SETTLING.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private static List<ProcessFacts> left(LiveTask task, Optional<Belonging> processes) {
    return processes.map(it -> it.of(task.roots()).others()).orElse(List.of());
  }

  /** Writes the end. */
  private void finish(TaskFiles files, LiveTask task, List<ProcessFacts> leftovers)
      throws IOException {
    Optional<TaskEvent> event = howItEnded(files, task);
    if (event.isEmpty()) {
      task.concludeLater();
      later(task, RETRY, this::concludeIfGone);
      return;
    }
    ClaimReading.Remarks remarks = files.claim().noted();
    noteOutput(files.bundle(), task, remarks);
    String why = whyLost(task, event.get());
    task.happened(event.get());
    writeEnd(files, task, record -> withTheRest(record, task, leftovers, remarks, why));
  }

  private void writeEnd(TaskFiles files, LiveTask task, UnaryOperator<TaskRecord> rest)
      throws IOException {
    try {
      ledger.write(files, task, rest); // commit: from here the end is told
    } catch (IOException e) {
      all.troubles().accept("task " + task.id() + " has ended, which cannot be written: " + e);
      later(task, RETRY, (again, it) -> writeEnd(again, it, rest));
      return;
    }
    over(files, task);
  }

  /** The record is terminal on disk: from here everybody may know. */
  private void over(TaskFiles files, LiveTask task) {
    task.dropTimers();
    live.remove(task.name());
    gate.leave(task.name());
    tidy(files, task.record());
    task.end().complete(task.record());
  }

  /** What fails here is left for the collection: nobody is kept from hearing of the end. */
  private void tidy(TaskFiles files, TaskRecord record) {
    try {
      Stdin stdin = record.order().command().stdin();
      if (stdin == Stdin.BYTES || stdin == Stdin.OPEN) {
        files.input().removeInput(files.bundle());
      }
      if (record.remains().delivery().delivered()) {
        files.dropLiveMark();
      }
    } catch (IOException e) {
      all.troubles().accept("task " + record.id() + ": " + e);
    }
  }

  /** Empty when nothing can be said now. */
  private Optional<TaskEvent> howItEnded(TaskFiles files, LiveTask task) throws IOException {
    Instant now = all.clocks().now();
    MarkerReading marker = files.marker();
    if (marker instanceof MarkerReading.Found found) {
      return Optional.of(new TaskEvent.MarkerFound(found.finishedAt(), found.marker()));
    }
    if (marker instanceof MarkerReading.Unreadable) {
      return Optional.empty();
    }
    boolean sent =
        task.record().state() instanceof TaskState.Killing killing
            && killing.phase() == TaskState.KillPhase.SENT;
    if (sent) {
      files.markKilled(now);
      return Optional.of(new TaskEvent.ProcessGone(now));
    }
    ClaimReading claim = files.callOff();
    boolean nothingRan =
        claim instanceof ClaimReading.CalledOff || claim instanceof ClaimReading.Unfinished;
    return Optional.of(
        nothingRan
            ? new TaskEvent.StartFailed(now, "the wrapper ended before it ran the command")
            : new TaskEvent.ProcessGone(now));
  }

  private static String whyLost(LiveTask task, TaskEvent event) {
    boolean gone = event instanceof TaskEvent.ProcessGone;
    return gone
        ? task.wrapperEnd()
            .map(ProcessEnd::signal)
            .filter(OptionalInt::isPresent)
            .map(signal -> "the wrapper was ended by signal " + signal.getAsInt())
            .orElse("the wrapper ended without a word")
        : "";
  }

  private void noteOutput(Bundle bundle, LiveTask task, ClaimReading.Remarks remarks) {
    task.growth().look(bundle, all.clocks().boot().now());
    for (CaptureStream stream : CaptureStream.values()) {
      if (remarks.lost().contains(stream.word())) {
        task.growth().keeperBroke(stream);
      }
    }
  }

  private TaskRecord withTheRest(
      TaskRecord record,
      LiveTask task,
      List<ProcessFacts> leftovers,
      ClaimReading.Remarks remarks,
      String why) {
    TaskProgress progress = record.progress();
    if (!why.isEmpty()) {
      progress = progress.because(why);
    }
    Optional<Usage> usage = usage(task);
    if (usage.isPresent()) {
      progress = progress.withUsage(usage.get());
    }
    if (exitedWithZero(record)) {
      progress = progress.withPipeline(remarks.pipeline());
    }
    return record
        .with(progress)
        .with(
            record
                .remains()
                .with(task.growth().facts(record.remains().output()))
                .withLeftovers(named(leftovers)));
  }

  private static Optional<Usage> usage(LiveTask task) {
    Optional<Usage> times = task.wrapperEnd().flatMap(ProcessEnd::usage);
    if (times.isEmpty() && task.peakBytes().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Usage(
            times.flatMap(Usage::user),
            times.flatMap(Usage::system),
            task.peakBytes(),
            OptionalInt.empty()));
  }

  private static boolean exitedWithZero(TaskRecord record) {
    return record.state() instanceof TaskState.Ended ended
        && ended.outcome() instanceof Outcome.Exited exited
        && exited.code() == 0;
  }

  List<Leftover> named(List<ProcessFacts> processes) {
    return processes.stream().limit(MAX_LEFTOVERS).map(this::named).toList();
  }

  private Leftover named(ProcessFacts process) {
    String arguments = String.join(" ", all.processes().table().arguments(process.pid()));
    String shown = arguments.isBlank() ? process.name() : arguments;
    return new Leftover(
        process.pid(),
        Optional.of(process.ref().start()),
        shown.substring(0, Math.min(shown.length(), MAX_COMMAND)));
  }

  /** Ends a task that was never acknowledged, and removes what there is of it. */
  CompletableFuture<Boolean> revoke(LiveTask task) {
    return new KillRun(tools, task.roots(), Signal.KILL, Duration.ZERO)
        .begin()
        .thenCompose(
            verified ->
                all.storage()
                    .writer()
                    .inOrder(
                        task.name(),
                        files -> {
                          live.remove(task.name());
                          gate.leave(task.name());
                          files.takeBack();
                          return true;
                        }));
  }
}
