package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.bundle.Program;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.Refusal;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.model.Usage;
import dev.hob.process.Descriptor;
import dev.hob.process.ProcessEnd;
import dev.hob.process.ProcessRef;
import dev.hob.process.pty.Terminal;
import dev.hob.process.tree.Roots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * A task that has not ended, as far as it is not on disk: its processes, its timers, and what has
 * happened to it since its record was last written.
 *
 * <p>Owned by the task's lane: nothing but {@link #record} and {@link #end} is read or changed
 * elsewhere.
 */
final class LiveTask {
  private final BundleName name;
  private final Optional<ProcessRef> wrapper;
  private final Set<ProcessRef> pumps = new HashSet<>();
  private final List<TaskEvent> unwritten = new ArrayList<>();
  private final List<Future<?>> timers = new ArrayList<>();
  private final CompletableFuture<TaskRecord> end = new CompletableFuture<>();
  private final OutputGrowth growth;

  /** As it is now; what is on disk may be some events behind. */
  private volatile TaskRecord record;

  /** As it is told: an end only when it is on disk, and its notice is there to be offered. */
  private volatile TaskRecord shown;

  private Optional<ProcessRef> holder = Optional.empty();
  private Optional<Terminal> terminal = Optional.empty();
  private Optional<Descriptor> keys = Optional.empty();
  private Optional<Keeper> keeper = Optional.empty();
  private volatile boolean terminalIsLost;
  private int unfinishedLine;
  private Optional<ProcessEnd> wrapperEnd = Optional.empty();
  private Optional<KillRun> kill = Optional.empty();
  private Optional<Refusal> revoked = Optional.empty();
  private boolean concluding;

  /** By the wrapper's own word. */
  private Usage used = Usage.UNKNOWN;

  private volatile long peakBytes;

  /** Read by scans too. */
  private volatile Set<ProcessRef> known;

  LiveTask(BundleName name, TaskRecord record, Optional<ProcessRef> wrapper, OutputGrowth growth) {
    this.name = name;
    this.record = record;
    shown = record;
    this.wrapper = wrapper;
    this.growth = growth;
    known =
        record.progress().members().stream()
            .map(it -> new ProcessRef(it.pid(), it.start()))
            .collect(Collectors.toUnmodifiableSet());
  }

  BundleName name() {
    return name;
  }

  TaskId id() {
    return name.task();
  }

  TaskRecord record() {
    return record;
  }

  TaskRecord shown() {
    return shown;
  }

  private void show() {
    if (!record.state().isEnded()) {
      shown = record;
    }
  }

  /** From now on everybody may know that it has ended. */
  void showEnd() {
    shown = record;
  }

  CompletableFuture<TaskRecord> end() {
    return end;
  }

  OutputGrowth growth() {
    return growth;
  }

  /** It is so from now on, and will be written with the next write. */
  void happened(TaskEvent event) {
    record = record.after(event).orElseThrow();
    unwritten.add(event);
    show();
  }

  List<TaskEvent> unwritten() {
    return List.copyOf(unwritten);
  }

  void written(TaskRecord onDisk) {
    unwritten.clear();
    record = onDisk;
    show();
  }

  Optional<ProcessRef> wrapper() {
    return wrapper;
  }

  void keptBy(List<ProcessRef> startedPumps, Optional<ProcessRef> startedHolder) {
    pumps.addAll(startedPumps);
    holder = startedHolder;
  }

  /** Those whose ends are to be noticed: the command's wrapper last. */
  List<ProcessRef> processes() {
    List<ProcessRef> processes = new ArrayList<>(pumps);
    holder.ifPresent(processes::add);
    wrapper.filter(it -> !isWrapperGone()).ifPresent(processes::add);
    return processes;
  }

  Set<ProcessRef> pumps() {
    return pumps;
  }

  Optional<ProcessRef> holder() {
    return holder;
  }

  /** Its terminal, and who keeps it. */
  void has(Terminal opened, ProcessRef keptBy) {
    terminal = Optional.of(opened);
    keptBy(Optional.of(opened.device().toString()), keptBy);
  }

  void keptBy(Optional<String> device, ProcessRef process) {
    keeper = Optional.of(new Keeper(process, device));
    pumps.add(process);
  }

  /** Who keeps the terminal, which has that name on this machine, if that is known. */
  record Keeper(ProcessRef process, Optional<String> device) {}

  Optional<Keeper> keeper() {
    return keeper;
  }

  Optional<TaskProgress.Keeper> keeperToRecord() {
    return keeper.map(
        it -> new TaskProgress.Keeper(it.process().pid(), it.process().start(), it.device()));
  }

  /** Its master, where we have it. */
  Optional<Terminal> terminal() {
    return terminal;
  }

  boolean isPty() {
    return record.order().command().terminal().isPty();
  }

  /** Nobody keeps it any more: nobody can see or reach what runs in it. */
  void loseTerminal() {
    terminalIsLost = true;
  }

  /** True once, for who acts on it. */
  boolean isFirstSightOfLostTerminal() {
    boolean lost = terminalIsLost;
    terminalIsLost = false;
    return lost;
  }

  /** How much of a line has been typed into a terminal that gathers lines. */
  int unfinishedLine() {
    return unfinishedLine;
  }

  void unfinishedLine(int length) {
    unfinishedLine = length;
  }

  /** What is typed; kept open, for what waits in a fifo is gone when nobody has it open. */
  void has(Descriptor openedKeys) {
    keys = Optional.of(openedKeys);
  }

  void letGoOfTerminal() {
    keys.ifPresent(Descriptor::close);
    keys = Optional.empty();
    terminal.ifPresent(Terminal::close);
    terminal = Optional.empty();
  }

  void holderEnded() {
    holder = Optional.empty();
  }

  void wrapperEnded(ProcessEnd ended) {
    wrapperEnd = Optional.of(ended);
  }

  Optional<ProcessEnd> wrapperEnd() {
    return wrapperEnd;
  }

  boolean isWrapperGone() {
    return wrapper.isEmpty() || wrapperEnd.isPresent();
  }

  void killBy(KillRun run) {
    kill = Optional.of(run);
  }

  /** It did not get through, so that another one may. */
  void killFailed() {
    kill = Optional.empty();
  }

  Optional<KillRun> kill() {
    return kill;
  }

  /** False when somebody does so already. */
  boolean beginToConclude() {
    boolean first = !concluding;
    concluding = true;
    return first;
  }

  void concludeLater() {
    concluding = false;
  }

  boolean isConcluding() {
    return concluding;
  }

  void remember(Future<?> timer) {
    timers.removeIf(Future::isDone);
    timers.add(timer);
  }

  void dropTimers() {
    timers.forEach(it -> it.cancel(false));
    timers.clear();
  }

  /** Called by one thread only. */
  void uses(long bytes) {
    peakBytes = Math.max(peakBytes, bytes);
  }

  void used(Usage told) {
    used = told;
  }

  /**
   * The wrapper's word, else what the system counted of the wrapper and all that it waited for. Of
   * memory the most that was seen: of all processes together at a look, or of one at any time.
   */
  Usage usage() {
    Optional<Usage> counted = wrapperEnd.flatMap(ProcessEnd::usage);
    long peak = Math.max(peakBytes, used.peakMemoryBytes().orElse(0));
    return new Usage(
        used.user().or(() -> counted.flatMap(Usage::user)),
        used.system().or(() -> counted.flatMap(Usage::system)),
        peak > 0 ? OptionalLong.of(peak) : OptionalLong.empty(),
        OptionalInt.empty());
  }

  void know(Set<ProcessRef> members) {
    known = Set.copyOf(members);
  }

  /** An older one made no claim, and noted no machine. */
  Program program() {
    return record.progress().machine().isPresent() ? Program.OURS : Program.OLDER;
  }

  /** It must not run: its start is being taken back. */
  void revoke(Refusal why) {
    revoked = Optional.of(why);
  }

  Optional<Refusal> revoked() {
    return revoked;
  }

  boolean isProven() {
    return wrapper.isPresent();
  }

  /** By what its processes are recognised; the wrapper too when it is gone, for its session. */
  Roots roots() {
    return new Roots(
        id(), wrapper, known, wrapper.map(ProcessRef::start).orElse(Long.toString(Long.MAX_VALUE)));
  }

  static Optional<ProcessRef> wrapperOf(TaskState state) {
    if (state instanceof TaskState.Running running) {
      return refOf(running.process());
    }
    return state instanceof TaskState.Killing killing ? refOf(killing.process()) : Optional.empty();
  }

  private static Optional<ProcessRef> refOf(ProcessIdentity process) {
    return process.fold(
        proven -> Optional.of(new ProcessRef(proven.pid(), proven.start())),
        unproven -> Optional.empty());
  }
}
