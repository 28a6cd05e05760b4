package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.ClaimReading;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.Program;
import dev.hob.bundle.RecordReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec.Stdin;
import dev.hob.model.ExitMarker;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts;
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
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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

  /**
   * And one that never is quiet is somebody else's by now: what still comes is kept all the same.
   */
  private static final Duration LONGEST_QUIET = Duration.ofSeconds(1);

  /** A keeper that has no room for the last of a terminal waits for some. */
  private static final Duration LAST_OF_TERMINAL = Duration.ofSeconds(10);

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
  private final Catalogue catalogue;
  private final Scans scans;
  private final Desk.Telling telling;
  private final KillRun.Tools tools;
  private final Keeping keeping;

  Ending(Desk desk) {
    this.all = desk.all();
    this.gate = desk.gate();
    this.live = desk.live();
    this.scans = desk.scans();
    this.ledger = desk.ledger();
    this.catalogue = desk.catalogue();
    this.telling = desk.telling();
    keeping = new Keeping(desk);
    tools = new KillRun.Tools(scans, all.processes().table(), all.clocks().boot(), all.threads());
  }

  Keeping keeping() {
    return keeping;
  }

  KillRun.Tools tools() {
    return tools;
  }

  /** Called on the lane of a task that was started now. */
  void watchStarted(LiveTask task) {
    watch(task, UNTIL_WRITTEN);
  }

  /** Called on the lane of a task that was found again; its wrapper may be known to be gone. */
  void watchFound(LiveTask task) {
    watch(task, Duration.ZERO);
  }

  private void watch(LiveTask task, Duration untilWritten) {
    boolean mayRun = !task.isWrapperGone();
    task.processes().forEach(it -> watch(task, it));
    if (mayRun && !task.unwritten().isEmpty()) {
      ledger.later(task, untilWritten, files -> writeThatItRuns(files, task));
    }
  }

  private void watch(LiveTask task, ProcessRef process) {
    try {
      boolean watched =
          all.processes()
              .exits()
              .watch(process, end -> ledger.onLane(task, files -> ended(files, task, end)));
      if (!watched) {
        ended(task, ProcessEnd.unseen(process));
        ledger.onLane(task, files -> concludeIfGone(files, task));
      }
    } catch (UncheckedIOException e) {
      all.troubles().accept("task " + task.id() + ": " + e.getMessage());
      ledger.later(task, RETRY, files -> watch(task, process));
    }
  }

  private void writeThatItRuns(TaskFiles files, LiveTask task) throws IOException {
    if (!task.unwritten().isEmpty() && !task.isConcluding()) {
      ledger.write(files, task);
    }
  }

  private void ended(TaskFiles files, LiveTask task, ProcessEnd end) throws IOException {
    ended(task, end);
    if (task.keeper().filter(it -> it.process().equals(end.process())).isPresent()) {
      follow(files, task);
    }
    concludeIfGone(files, task);
  }

  /** The keeper of its terminal has ended. Where the system has no room for another, later. */
  private void follow(TaskFiles files, LiveTask task) {
    try {
      keeping.followed(files, task).ifPresent(it -> watch(task, it));
    } catch (IOException e) {
      all.troubles().accept("the terminal of task " + task.id() + " is not kept: " + e);
      ledger.later(task, RETRY, again -> follow(again, task));
    }
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
      look(files, task);
      awaitQuiet(task, all.clocks().boot().now());
    }
  }

  private void look(TaskFiles files, LiveTask task) {
    if (task.growth().look(files.bundle(), all.clocks().boot().now())) {
      ledger.noteOutput(task);
    }
  }

  /** Somebody who outlives the command holds its stream: then its silence has to do. */
  private void awaitQuiet(LiveTask task, Duration since) {
    ledger.later(task, BETWEEN_LOOKS, files -> concludeIfQuiet(files, task, since));
  }

  private void concludeIfQuiet(TaskFiles files, LiveTask task, Duration since) throws IOException {
    if (task.isConcluding()) {
      return;
    }
    Duration now = all.clocks().boot().now();
    look(files, task);
    Duration last = task.growth().lastGrowth();
    Duration quietSince = last.compareTo(since) > 0 ? last : since;
    boolean complete =
        task.pumps().isEmpty()
            || (now.minus(quietSince).compareTo(QUIET) >= 0 && keeping.maySilenceCount(task))
            || now.minus(since).compareTo(keeping.isOver(task) ? LAST_OF_TERMINAL : LONGEST_QUIET)
                >= 0;
    if (complete) {
      conclude(files, task);
    } else {
      awaitQuiet(task, since);
    }
  }

  /**
   * What is left is looked for on the thread that does nothing else, and then on the lane again;
   * unless a short look shows that there is nothing.
   */
  private void conclude(TaskFiles files, LiveTask task) throws IOException {
    if (!task.beginToConclude()) {
      return;
    }
    if (files.marker(task.program()) instanceof MarkerReading.Unreadable unreadable) {
      all.troubles().accept("task " + task.id() + ": " + unreadable.why());
      concludeLater(files, task);
    } else if (nothingIsLeft(task)) {
      finish(files, task, List.of());
    } else {
      lookForLeftovers(task, Optional.empty());
    }
  }

  private boolean nothingIsLeft(LiveTask task) {
    try {
      return task.wrapper()
          .flatMap(scans::after)
          .filter(it -> it.of(task.roots()).others().isEmpty())
          .isPresent();
    } catch (UncheckedIOException e) {
      return false; // the longer look tells the same trouble
    }
  }

  private void concludeLater(TaskFiles files, LiveTask task) {
    task.concludeLater();
    tryAgain(files.read(), task, again -> concludeIfGone(again, task));
  }

  private void lookForLeftovers(LiveTask task, Optional<Set<ProcessRef>> before) {
    Future<?> ignored =
        scans
            .take(task.roots().notBefore())
            .handle((processes, failure) -> left(task, Optional.ofNullable(processes)))
            .thenAccept(
                members -> {
                  if (members.isEmpty() || before.isPresent()) {
                    ledger.onLane(task, files -> finish(files, task, members));
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
    all.threads().later(SETTLING, () -> lookForLeftovers(task, Optional.of(refs)));
  }

  private static List<ProcessFacts> left(LiveTask task, Optional<Belonging> processes) {
    return processes.map(it -> it.of(task.roots()).others()).orElse(List.of());
  }

  /** Writes the end. */
  private void finish(TaskFiles files, LiveTask task, List<ProcessFacts> leftovers)
      throws IOException {
    Optional<TaskEvent> event;
    try {
      event = howItEnded(files, task);
    } catch (IOException e) {
      all.troubles().accept("how task " + task.id() + " ended cannot be told now: " + e);
      event = Optional.empty();
    }
    if (event.isEmpty()) {
      concludeLater(files, task);
      return;
    }
    ClaimReading.Remarks remarks = files.claim().noted();
    noteOutput(files.bundle(), task, remarks);
    if (event.get() instanceof TaskEvent.MarkerFound found
        && found.marker() instanceof ExitMarker.Wrote wrote) {
      task.used(wrote.used());
    }
    task.growth().lastSample(all.clocks().now()).ifPresent(it -> Watchman.sample(files, task, it));
    String why = whyLost(task, event.get());
    task.happened(event.get());
    writeEnd(files, task, record -> withTheRest(record, task, leftovers, remarks, why));
  }

  /** Later, unless there is nothing left to try it with. */
  private void tryAgain(RecordReading onDisk, LiveTask task, Ledger.LaneWork work) {
    if (onDisk instanceof RecordReading.Absent) {
      forget(task);
    } else {
      ledger.later(task, RETRY, work);
    }
  }

  /** Somebody removed its files: there is nothing left to say it in. */
  private void forget(LiveTask task) {
    all.troubles().accept("task " + task.id() + " has ended, and its files are gone");
    leave(task);
    catalogue.drop(task.name());
    task.end().completeExceptionally(new NoSuchFileException(task.id() + ".json"));
  }

  private void leave(LiveTask task) {
    task.dropTimers();
    keeping.letGo(task);
    live.remove(task.name());
    gate.leave(task.name());
  }

  private void writeEnd(TaskFiles files, LiveTask task, UnaryOperator<TaskRecord> rest)
      throws IOException {
    try {
      ledger.write(files, task, rest); // commit: from here the end is told
    } catch (IOException e) {
      RecordReading onDisk = files.read();
      if (!(onDisk instanceof RecordReading.Found found
          && found.stored().record().state().isEnded())) {
        all.troubles().accept("task " + task.id() + " has ended, which cannot be written: " + e);
        tryAgain(onDisk, task, again -> writeEnd(again, task, rest));
        return;
      }
      // Written in spite of the failure: what else was known of it is lost, and told as it is.
      task.written(found.stored().record());
      catalogue.note(task.record());
    }
    over(files, task);
  }

  /**
   * The record is terminal on disk: from here everybody may know. Who waits for the end in a call
   * comes before who waits for any news; and before the news of the end comes what watches find in
   * the last of the output.
   */
  private void over(TaskFiles files, LiveTask task) {
    telling.post().ended(task.record());
    task.showEnd();
    leave(task);
    Future<?> looked = lookThrough(task);
    tidy(files, task.record());
    task.end().complete(task.record());
    if (looked.isDone()) {
      telling.post().due(task.name());
    }
  }

  private Future<?> lookThrough(LiveTask task) {
    CompletableFuture<?> looked = telling.watches().ended(task.record());
    if (!looked.isDone()) {
      Future<?> ignored = looked.thenRun(() -> telling.post().due(task.name()));
    }
    return looked;
  }

  /** What fails here is left for the collection: nobody is kept from hearing of the end. */
  private void tidy(TaskFiles files, TaskRecord record) {
    try {
      Stdin stdin = record.order().command().stdin();
      if (stdin == Stdin.BYTES || stdin == Stdin.OPEN) {
        files.input().removeInput(files.bundle());
      }
      BundleName name = files.bundle().name();
      if (record.remains().delivery().delivered() && !telling.isUntold(name)) {
        files.dropLiveMark();
      }
    } catch (IOException e) {
      all.troubles().accept("task " + record.id() + ": " + e);
    }
  }

  /** Empty when nothing can be said now. */
  private Optional<TaskEvent> howItEnded(TaskFiles files, LiveTask task) throws IOException {
    Instant now = all.clocks().now();
    MarkerReading marker = files.marker(task.program());
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
      files.markKilled(now, task.program());
      return Optional.of(new TaskEvent.ProcessGone(now));
    }
    if (task.program() == Program.OLDER) {
      return Optional.of(new TaskEvent.ProcessGone(now));
    }
    ClaimReading claim = files.callOff();
    Optional<ClaimReading.FailedStep> failed = claim.noted().failed();
    if (failed.isPresent()) {
      String reason = BrokenStart.reason(failed.get(), task.record().order().command());
      return Optional.of(new TaskEvent.StartFailed(now, reason));
    }
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
    Usage usage = task.usage();
    if (!usage.equals(Usage.UNKNOWN)) {
      progress = progress.withUsage(usage);
    }
    if (exitedWithZero(record)) {
      progress = progress.withPipeline(remarks.pipeline());
    }
    OutputFacts output = task.growth().facts(record.remains().output());
    return record
        .with(progress)
        .with(
            record
                .remains()
                .with(
                    keeping.drained(task, !leftovers.isEmpty()).map(output::drained).orElse(output))
                .withLeftovers(named(leftovers)));
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

  /** Nobody needs to hear of its end, but it is our child. */
  private void reapLater(ProcessRef process) {
    try {
      all.processes().exits().watch(process, end -> {});
    } catch (UncheckedIOException e) {
      all.troubles().accept(process + " is left as a zombie: " + e.getMessage());
    }
  }

  /** Ends a task that was never acknowledged, and removes what there is of it. */
  CompletableFuture<Boolean> revoke(LiveTask task) {
    task.processes().forEach(this::reapLater);
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
                          keeping.letGo(task);
                          files.takeBack();
                          task.end().completeExceptionally(new IOException("it was not started"));
                          return true;
                        }));
  }
}
