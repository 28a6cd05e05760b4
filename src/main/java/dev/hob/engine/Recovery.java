package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.ClaimReading;
import dev.hob.bundle.MarkerReading;
import dev.hob.bundle.Program;
import dev.hob.bundle.RecordReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.Machine;
import dev.hob.model.OutputSample;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.process.ProcessEnd;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisMachine;
import dev.hob.process.pipe.PipeLauncher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Finds again what an earlier engine left: adopts what lives, and says of the rest how it ended.
 *
 * <p>Whether a start whose engine died has happened is not looked for but decided: whoever makes
 * the claim file first. If that is the recovery, no late wrapper can run.
 */
final class Recovery {
  /** For a wrapper to make its claim; it takes a millisecond unless the machine is stuck. */
  private static final Duration UNTIL_CLAIMED = Duration.ofSeconds(5);

  private static final Duration CLAIM_LOOKS = Duration.ofMillis(10);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  /** Between two looks at a task whose process cannot be proven. */
  private static final Duration UNPROVEN_LOOKS = Duration.ofSeconds(2);

  private final Surroundings all;
  private final Admission gate;
  private final LiveTasks live;
  private final Ledger ledger;
  private final Ending ending;
  private final Killing killing;
  private final Watchman watchman;
  private final ProcessTable table;
  private final Catalogue catalogue;
  private final Desk.Telling telling;

  /** As they were when it began: a task that is found later was started before that, too. */
  private volatile Keepers keepers = new Keepers(Map.of(), Map.of());

  /** The same: to ask for each of very many tasks by itself costs more than to read its record. */
  private volatile Set<BundleName> marked = Set.of();

  private final Queue<CompletableFuture<Boolean>> undecided = new ConcurrentLinkedQueue<>();

  Recovery(Desk desk, Ending ending, Killing killing, Watchman watchman) {
    this.all = desk.all();
    this.gate = desk.gate();
    this.live = desk.live();
    this.ledger = desk.ledger();
    this.ending = ending;
    this.killing = killing;
    this.catalogue = desk.catalogue();
    this.telling = desk.telling();
    this.watchman = watchman;
    table = all.processes().table();
  }

  /** Who lives of what hob itself needs, by the task that it serves. */
  private record Keepers(Map<String, List<ProcessRef>> pumps, Map<String, ProcessRef> holders) {}

  /**
   * Done when every task has been looked at that is known to live; tasks of other places are left
   * alone.
   */
  CompletableFuture<Void> run() throws IOException {
    keepers = keepers();
    marked = Set.copyOf(all.storage().store().live().list());
    List<CompletableFuture<?>> looks = new ArrayList<>();
    for (BundleName name : marked) {
      looks.add(look(name));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
        .thenCompose(done -> untilDecided());
  }

  /** Looks at one task, and finds it again if it has not ended. */
  CompletableFuture<?> look(BundleName name) {
    return look(name, FIRST_RETRY).thenCompose(done -> untilDecided());
  }

  /** A task that cannot be looked at now is looked at again, less and less often. */
  private CompletableFuture<Boolean> look(BundleName name, Duration retry) {
    return all.storage()
        .writer()
        .inOrder(name, this::look)
        .exceptionally(
            failure -> {
              all.troubles().accept("recovering " + name.task() + ": " + failure);
              if (!(failure instanceof RejectedExecutionException) && live.find(name).isEmpty()) {
                Duration next = retry.multipliedBy(2);
                all.threads()
                    .later(
                        retry,
                        () -> {
                          Future<?> ignored =
                              look(name, next.compareTo(LAST_RETRY) < 0 ? next : retry);
                        });
              }
              return false;
            });
  }

  /** Starts whose wrapper was still to claim them. Each adds its next look before it is done. */
  private CompletableFuture<Void> untilDecided() {
    CompletableFuture<?> next = undecided.poll();
    return next == null
        ? CompletableFuture.completedFuture(null)
        : next.thenCompose(done -> untilDecided());
  }

  private Keepers keepers() {
    Keepers keepers = new Keepers(new HashMap<>(), new HashMap<>());
    for (ProcessFacts process : table.all()) {
      Optional.ofNullable(
              table
                  .variables(process.pid(), List.of(PipeLauncher.KEEPER_MARK))
                  .get(PipeLauncher.KEEPER_MARK))
          .ifPresent(mark -> sort(keepers, mark, process.ref()));
    }
    return keepers;
  }

  private static void sort(Keepers keepers, String mark, ProcessRef process) {
    String task = mark.substring(mark.indexOf(':') + 1);
    if (mark.startsWith(PipeLauncher.HOLDER)) {
      keepers.holders().put(task, process);
    } else {
      keepers.pumps().computeIfAbsent(task, it -> new ArrayList<>()).add(process);
    }
  }

  private boolean look(TaskFiles files) throws IOException {
    RecordReading reading = files.read();
    if (reading instanceof RecordReading.Damaged damaged) {
      setAside(files, damaged);
    }
    if (reading instanceof RecordReading.Found found
        && live.find(files.bundle().name()).isEmpty()) {
      look(files, found.stored().record());
    }
    return true;
  }

  private void look(TaskFiles files, TaskRecord record) throws IOException {
    catalogue.know(record);
    if (!record.state().isEnded()) {
      recover(files, record);
    } else if (!record.remains().delivery().delivered() || marked.contains(files.bundle().name())) {
      telling.post().load(files, record);
      telling.watches().load(files, record);
    }
  }

  private void setAside(TaskFiles files, RecordReading.Damaged damaged) {
    CompletableFuture<?> ignored =
        all.storage()
            .writer()
            .setAside(files.bundle(), damaged, this::lives)
            .whenComplete(
                (done, failure) ->
                    all.troubles()
                        .accept("the record of " + files.bundle().name().task() + ": " + done));
  }

  boolean lives(long pid, Optional<String> start) {
    return table
        .look(pid)
        .filter(it -> start.isEmpty() || it.ref().start().equals(start.get()))
        .isPresent();
  }

  private void recover(TaskFiles files, TaskRecord record) throws IOException {
    if (record.state() instanceof TaskState.Queued) {
      return; // the queue's to start
    }
    Optional<Machine> machine = record.progress().machine();
    if (machine.isEmpty()) {
      adoptUnproven(files, record);
      return;
    }
    RecoveryRules.Place place = place(machine.get());
    switch (place) {
      case ELSEWHERE ->
          all.troubles().accept("task " + record.id() + " lives elsewhere and is left alone");
      case HERE -> recoverHere(files, record, keepers);
      case EARLIER_BOOT, ENDED_CONTAINER -> endLost(files, record, place);
    }
  }

  private RecoveryRules.Place place(Machine recorded) {
    Machine here = all.processes().machine();
    return RecoveryRules.place(
        recorded, here, () -> ThisMachine.namespace(recorded.pidNamespace(), table));
  }

  /** Nothing of it can live; but it may have ended before, and said how. */
  private void endLost(TaskFiles files, TaskRecord record, RecoveryRules.Place place)
      throws IOException {
    Instant now = all.clocks().now();
    TaskEvent event;
    if (files.marker(Program.OURS) instanceof MarkerReading.Found found) {
      event = new TaskEvent.MarkerFound(found.finishedAt(), found.marker());
    } else if (record.state() instanceof TaskState.Starting
        && files.callOff() instanceof ClaimReading.CalledOff) {
      event = new TaskEvent.StartFailed(now, "the machine stopped before the command was started");
    } else {
      event = new TaskEvent.MachineGone(now, RecoveryRules.lost(place));
    }
    Result<TaskRecord> ended = files.update(onDisk -> onDisk.after(event));
    if (ended instanceof Result.Ok<TaskRecord> ok) {
      telling.post().load(files, ok.value());
      telling.watches().load(files, ok.value());
      catalogue.note(ok.value());
    } else {
      all.troubles().accept("task " + record.id() + ": " + ended);
    }
    files.input().removeInput(files.bundle());
  }

  private void recoverHere(TaskFiles files, TaskRecord record, Keepers keepers) throws IOException {
    if (record.state() instanceof TaskState.Starting) {
      recoverStart(files, record, keepers);
      return;
    }
    Optional<ProcessRef> wrapper = LiveTask.wrapperOf(record.state());
    if (wrapper.isEmpty()) {
      adoptUnproven(files, record);
    } else {
      adopt(files, task(files, record, wrapper), keepers);
    }
  }

  /**
   * The claim decides. A wrapper that can be seen and has not claimed yet is given the time: the
   * start was perhaps acknowledged, and is not to be called off for being slow.
   */
  private void recoverStart(TaskFiles files, TaskRecord record, Keepers keepers)
      throws IOException {
    Duration until = all.clocks().boot().now().plus(UNTIL_CLAIMED);
    recoverStart(files, record, keepers, until);
  }

  private void recoverStart(TaskFiles files, TaskRecord record, Keepers keepers, Duration until)
      throws IOException {
    boolean claimed = !(files.claim() instanceof ClaimReading.None);
    boolean late = all.clocks().boot().now().compareTo(until) >= 0;
    if (!claimed && !late && wrapperOf(files.bundle(), new ClaimReading.None()).isPresent()) {
      CompletableFuture<Boolean> decided = new CompletableFuture<>();
      undecided.add(decided);
      all.threads()
          .later(
              CLAIM_LOOKS, () -> lookAtStartAgain(files.bundle().name(), keepers, until, decided));
      return;
    }
    decideStart(files, record, keepers);
  }

  private void lookAtStartAgain(
      BundleName name, Keepers keepers, Duration until, CompletableFuture<Boolean> decided) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                name,
                files -> {
                  if (files.read() instanceof RecordReading.Found found) {
                    recoverStart(files, found.stored().record(), keepers, until);
                  }
                  return true;
                })
            .exceptionally(
                failure -> {
                  all.troubles().accept("recovering " + name.task() + ": " + failure);
                  return false;
                })
            .thenAccept(decided::complete);
  }

  private void decideStart(TaskFiles files, TaskRecord record, Keepers keepers) throws IOException {
    ClaimReading claim = files.callOff();
    if (claim instanceof ClaimReading.Unreadable unreadable) {
      throw new IOException(unreadable.why());
    }
    Optional<ProcessRef> wrapper =
        claim instanceof ClaimReading.CalledOff
            ? Optional.empty()
            : wrapperOf(files.bundle(), claim);
    LiveTask task = task(files, record, wrapper);
    wrapper.ifPresent(
        it ->
            task.happened(
                new TaskEvent.Spawned(new ProcessIdentity.Proven(it.pid(), it.pid(), it.start()))));
    adopt(files, task, keepers);
  }

  /**
   * The claim names its pid, and its arguments name the claim: only the wrapper has both. One that
   * has not written its pid yet is found by its arguments alone.
   */
  private Optional<ProcessRef> wrapperOf(Bundle bundle, ClaimReading claim) {
    String file = bundle.claim().toString();
    if (claim instanceof ClaimReading.Run run) {
      return table
          .look(run.pid())
          .map(ProcessFacts::ref)
          .filter(it -> table.arguments(it.pid()).contains(file));
    }
    return table.all().stream()
        .map(ProcessFacts::ref)
        .filter(it -> table.arguments(it.pid()).contains(file))
        .filter(it -> table.variables(it.pid(), List.of(PipeLauncher.KEEPER_MARK)).isEmpty())
        .findFirst();
  }

  private LiveTask task(TaskFiles files, TaskRecord record, Optional<ProcessRef> wrapper) {
    List<OutputSample> samples = all.storage().store().times().read(files.bundle());
    OutputGrowth growth =
        new OutputGrowth(record.remains().output(), samples, all.clocks().boot().now());
    growth.look(files.bundle(), all.clocks().boot().now());
    return new LiveTask(files.bundle().name(), record, wrapper, growth);
  }

  private void adopt(TaskFiles files, LiveTask task, Keepers keepers) throws IOException {
    String id = task.id().value();
    task.keptBy(
        keepers.pumps().getOrDefault(id, List.of()),
        Optional.ofNullable(keepers.holders().get(id)));
    admit(task);
    boolean alive = task.wrapper().filter(table::lives).isPresent();
    if (task.isPty() && alive) {
      findTerminal(files, task, keepers.pumps().getOrDefault(id, List.of()));
    }
    task.wrapper().filter(it -> !alive).map(ProcessEnd::unseen).ifPresent(task::wrapperEnded);
    telling.watches().load(files, task.record());
    ending.watchFound(task);
    if (task.record().state() instanceof TaskState.Killing state) {
      goOnKilling(files, task, state, alive);
    } else {
      watchman.keepDeadline(task);
    }
    ending.concludeIfGone(files, task);
  }

  /** Of several that carry its mark the keeper is the one that the record names, or the first. */
  private void findTerminal(TaskFiles files, LiveTask task, List<ProcessRef> marked) {
    Optional<TaskProgress.Keeper> named = task.record().progress().keeper();
    Optional<ProcessRef> keeper =
        named
            .map(it -> new ProcessRef(it.pid(), it.start()))
            .filter(table::lives)
            .or(
                () ->
                    marked.stream()
                        .filter(table::lives)
                        .min(Comparator.comparing(ProcessRef::pid)));
    keeper.ifPresentOrElse(
        it -> {
          ending.keeping().hold(task, files.bundle());
          ending.keeping().find(task, it);
        },
        () -> {
          if (!(files.marker(task.program()) instanceof MarkerReading.Found)) {
            task.loseTerminal();
          }
        });
  }

  private void goOnKilling(TaskFiles files, LiveTask task, TaskState.Killing state, boolean alive)
      throws IOException {
    if (state.phase() == TaskState.KillPhase.UNSENT) {
      if (files.marker(task.program()) instanceof MarkerReading.Found || !alive) {
        return; // it ended before any signal
      }
      task.happened(new TaskEvent.SignalSent());
      ledger.tryToWrite(files, task);
    }
    killing.resume(task);
  }

  /** Its marker is watched; it is never signalled. */
  private void adoptUnproven(TaskFiles files, TaskRecord record) {
    LiveTask task = task(files, record, Optional.empty());
    admit(task);
    telling.watches().load(files, record);
    ledger.onLane(task, again -> lookAtUnproven(again, task));
  }

  private void lookAtUnproven(TaskFiles files, LiveTask task) throws IOException {
    boolean said = files.marker(task.program()) instanceof MarkerReading.Found;
    if (said || !pidLives(task.record().state())) {
      ending.concludeIfGone(files, task);
    } else {
      ledger.later(task, UNPROVEN_LOOKS, again -> lookAtUnproven(again, task));
    }
  }

  /** It lives, whatever the limits say. */
  private void admit(LiveTask task) {
    live.add(task);
    gate.adopt(task.name(), Admission.Entry.of(task.record().order()));
  }

  private boolean pidLives(TaskState state) {
    OptionalLong pid =
        state instanceof TaskState.Running running
            ? pidOf(running.process())
            : state instanceof TaskState.Killing killing
                ? pidOf(killing.process())
                : OptionalLong.empty();
    return pid.isPresent() && table.look(pid.getAsLong()).isPresent();
  }

  private static OptionalLong pidOf(ProcessIdentity process) {
    return process.fold(proven -> OptionalLong.of(proven.pid()), unproven -> unproven.pid());
  }
}
