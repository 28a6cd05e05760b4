package dev.hob.engine;

import dev.hob.api.RunTask;
import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.PlacedRecord;
import dev.hob.bundle.RecordReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Stdin;
import dev.hob.model.CommandSpec.Way;
import dev.hob.model.Deadline;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Outcome;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.process.pipe.PipeProcesses;
import dev.hob.process.pipe.PipeWish;
import dev.hob.process.pipe.Programs;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Starts tasks. The order is that of the first promise: gate, record under its name, files and
 * spawn, and beside these the sync of the record; when both are done, the reply.
 */
final class Starting {
  /** An id is taken with a chance of one in 2^45 for each task; more often, something is wrong. */
  private static final int ATTEMPTS = 8;

  /**
   * Who has a place is on disk a moment later, or gives it up; a machine may be stuck for seconds.
   */
  private static final int LOOKS = 1000;

  /** What a task's terminal is, unless the caller says otherwise. */
  private static final String TERM = "xterm-256color";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private final Surroundings all;
  private final Admission gate;
  private final LiveTasks live;
  private final Ending ending;
  private final Catalogue catalogue;
  private final PostOffice post;
  private final Watchman watchman;

  Starting(Desk desk, Ending ending, Watchman watchman) {
    this.all = desk.all();
    this.gate = desk.gate();
    this.live = desk.live();
    this.catalogue = desk.catalogue();
    this.post = desk.telling().post();
    this.ending = ending;
    this.watchman = watchman;
  }

  CompletableFuture<Result<Started>> start(RunTask request) {
    return RunRules.problem(request)
        .or(() -> unsupported(request))
        .map(problem -> CompletableFuture.completedFuture(Result.<Started>refused(problem)))
        .orElseGet(() -> attempt(request, 0, LOOKS));
  }

  private Optional<Refusal> unsupported(RunTask request) {
    if (all.processes().launcher().canKeep()) {
      return Optional.empty();
    }
    if (request.wish().terminal().isPty()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.UNSUPPORTED,
              "a terminal cannot be kept on this platform",
              "run it without one"));
    }
    return request.wish().input() instanceof RunTask.Input.Open
        ? Optional.of(
            Refusal.of(
                RefusalCode.UNSUPPORTED,
                "an input cannot be kept open on this platform",
                "give the input with the start, as bytes or as a file"))
        : Optional.empty();
  }

  private CompletableFuture<Result<Started>> attempt(RunTask request, int n, int looks) {
    BundleName name = new BundleName(request.ownership().session().hash(), id(request, n));
    Instant now = all.clocks().now();
    Result<Admission.Place> place =
        gate.enter(
            name, new Admission.Entry(request.labels().name(), now, request.wish().command()));
    if (place instanceof Result.Refused<Admission.Place> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    Optional<TaskId> existing = place.orElseThrow().existing();
    CompletableFuture<Attempt> made =
        existing.isPresent()
            ? existing(new BundleName(name.session(), existing.get()), request)
            : all.storage().writer().inOrder(name, files -> begin(files, request, now));
    return made.handle(
            (attempt, failure) ->
                failure == null ? attempt : new Attempt.Replied(refusal(name, failure)))
        .thenCompose(
            attempt ->
                attempt instanceof Attempt.NotThere && looks > 0
                    ? lookAgain(request, n, looks - 1)
                    : conclude(attempt, existing.isEmpty(), name, request, n));
  }

  private CompletableFuture<Result<Started>> lookAgain(RunTask request, int n, int looks) {
    CompletableFuture<Boolean> pause = new CompletableFuture<>();
    Future<?> ignored = all.threads().later(BETWEEN_LOOKS, () -> pause.complete(true));
    return pause.thenCompose(over -> attempt(request, n, looks));
  }

  private TaskId id(RunTask request, int n) {
    return request
        .labels()
        .requestId()
        .map(it -> TaskId.ofRequest(request.ownership().session(), it, n))
        .orElseGet(all.ids()::next);
  }

  /** What came of trying to start under one id. */
  private sealed interface Attempt {

    record Replied(Result<Started> reply) implements Attempt {}

    /** Another start has a place and is not on disk yet, or will never be. */
    record NotThere(Refusal refusal) implements Attempt {}

    /** The id is another task's. */
    record Taken() implements Attempt {}

    /** It runs, and must not, for its record cannot be kept. */
    record Revoked(LiveTask task) implements Attempt {}
  }

  private CompletableFuture<Result<Started>> conclude(
      Attempt attempt, boolean hasPlace, BundleName name, RunTask request, int n) {
    if (attempt instanceof Attempt.Revoked revoked) {
      return ending
          .revoke(revoked.task())
          .handle((done, failure) -> Result.refused(revoked.task().revoked().orElseThrow()));
    }
    boolean started =
        attempt instanceof Attempt.Replied replied
            && replied.reply().fold(it -> !it.existing(), refused -> false);
    if (hasPlace && !(started && live.find(name).isPresent())) {
      gate.leave(name);
    }
    if (attempt instanceof Attempt.Replied replied) {
      return CompletableFuture.completedFuture(replied.reply());
    }
    if (attempt instanceof Attempt.NotThere gone) {
      return CompletableFuture.completedFuture(Result.refused(gone.refusal()));
    }
    return n + 1 < ATTEMPTS
        ? attempt(request, n + 1, LOOKS)
        : CompletableFuture.completedFuture(
            Result.refused(Refusal.of(RefusalCode.ID_TAKEN, "no free id was found", "try again")));
  }

  private Result<Started> refusal(BundleName name, Throwable failure) {
    all.troubles().accept("starting " + name.task() + " failed: " + failure);
    return Result.refused(
        Refusal.of(
            RefusalCode.INTERNAL, "the task could not be started: " + failure.getMessage(), ""));
  }

  /** The same request again, or a live task of the wanted name. */
  private CompletableFuture<Attempt> existing(BundleName name, RunTask request) {
    return all.storage()
        .writer()
        .inOrder(
            name,
            files ->
                live.find(name)
                    .map(Starting::known)
                    .orElseGet(() -> files.read().orRefusal(name.task()).map(it -> it.record()))
                    .fold(
                        record -> again(record, request),
                        refused ->
                            refused.code() == RefusalCode.TASK_NOT_FOUND
                                ? new Attempt.NotThere(refused)
                                : new Attempt.Replied(Result.refused(refused))));
  }

  private static Result<TaskRecord> known(LiveTask task) {
    return task.revoked()
        .<Result<TaskRecord>>map(Result::refused)
        .orElseGet(() -> Result.ok(task.record()));
  }

  private static Attempt again(TaskRecord record, RunTask request) {
    Optional<String> wanted = request.labels().requestId();
    boolean sameRequest = wanted.isPresent() && record.order().labels().requestId().equals(wanted);
    boolean sameName =
        request.labels().name().isPresent()
            && record.order().labels().name().equals(request.labels().name());
    if (!sameRequest) {
      return sameName
          ? new Attempt.Replied(Result.ok(new Started(record, true)))
          : new Attempt.Taken();
    }
    // A daemon that died had not begun it: that start is made good, as another task.
    boolean neverBegan = record.state().foldEnded(Starting::neverStarted, live -> false);
    if (neverBegan) {
      return new Attempt.Taken();
    }
    boolean sameCommand =
        record.order().command().command().equals(request.wish().command())
            && record.order().command().workdir().equals(request.wish().workdir());
    return new Attempt.Replied(
        sameCommand
            ? Result.ok(new Started(record, true))
            : Result.refused(
                Refusal.of(
                        RefusalCode.REQUEST_ID_REUSED,
                        "the request id was used for another command",
                        "take a new request id for each start")
                    .about(record.id())));
  }

  private static boolean neverStarted(TaskState.Ended state) {
    return state.outcome() instanceof Outcome.NeverStarted;
  }

  private Attempt begin(TaskFiles files, RunTask request, Instant now) throws IOException {
    TaskRecord first = firstRecord(files.bundle().name().task(), request, now);
    // Another task's record under an id of chance is found by the place being taken.
    if (request.labels().requestId().isPresent()
        && files.read() instanceof RecordReading.Found found) {
      return again(found.stored().record(), request);
    }
    Result<PlacedRecord> placed = files.place(first);
    if (placed instanceof Result.Refused<PlacedRecord> refused) {
      return refused.refusal().code() == RefusalCode.ID_TAKEN
          ? new Attempt.Taken()
          : new Attempt.Replied(Result.refused(refused.refusal()));
    }
    try (Syncing record = Syncing.begin(placed.orElseThrow(), all.threads().syncs())) {
      PipeWish wish = wish(files.bundle(), request, first);
      Optional<Refusal> problem = prepareOrTakeBack(files, request, wish, record);
      return problem.isPresent()
          ? new Attempt.Replied(Result.refused(problem.get()))
          : spawn(files, wish, record);
    }
  }

  private TaskRecord firstRecord(TaskId id, RunTask request, Instant now) {
    TaskOrder order =
        new TaskOrder(
            id,
            request.ownership(),
            command(request.wish()),
            request.labels(),
            request.limits(),
            now,
            true);
    TaskRecord starting =
        TaskRecord.accepted(order, request.notifyOnCompletion())
            .after(new TaskEvent.LeftQueue(now))
            .orElseThrow();
    TaskRecord placed = starting.with(starting.progress().on(all.processes().machine()));
    TaskRecord labelled =
        request.label().map(it -> placed.with(placed.remains().withLabel(it))).orElse(placed);
    return request
        .limits()
        .timeout()
        .map(it -> labelled.with(labelled.progress().until(deadline(it, now))))
        .orElse(labelled);
  }

  private Deadline deadline(Duration timeout, Instant now) {
    return new Deadline(
        all.processes().machine().boot(),
        all.clocks().boot().now().plus(timeout),
        now.plus(timeout));
  }

  private CommandSpec command(RunTask.Wish wish) {
    Map<String, String> set = new TreeMap<>(wish.environment().set());
    set.keySet().removeAll(wish.environment().secrets());
    return new CommandSpec(
        wish.command(),
        terminal(wish.terminal()),
        wish.workdir(),
        Optional.of(wish.shell().orElseGet(Programs::commandShell)),
        wish.umask(),
        wish.terminal().isPty() ? Stdin.OPEN : stdin(wish.input()),
        wish.terminal().isPty() ? Capturing.NOT_RECORDED : capturing(wish.capturing()),
        new CommandSpec.EnvironmentChanges(set, wish.environment().unset()));
  }

  private static CommandSpec.Terminal terminal(CommandSpec.Terminal wish) {
    return wish.isPty()
        ? CommandSpec.Terminal.pty(
            wish.rows().orElse(Terminal.Size.USUAL.rows()),
            wish.cols().orElse(Terminal.Size.USUAL.cols()))
        : wish;
  }

  private static Stdin stdin(RunTask.Input input) {
    if (input instanceof RunTask.Input.Bytes) {
      return Stdin.BYTES;
    }
    if (input instanceof RunTask.Input.File) {
      return Stdin.FILE;
    }
    return input instanceof RunTask.Input.Open ? Stdin.OPEN : Stdin.NULL;
  }

  /** stderr is what scripts open anew; stdout is what is long. */
  private Capturing capturing(Capturing wish) {
    if (!all.processes().launcher().canKeep()) {
      return wish.merged() ? Capturing.merged(Way.DIRECT) : Capturing.of(Way.DIRECT, Way.DIRECT);
    }
    if (wish.ways().isPresent()) {
      return wish;
    }
    return wish.merged() ? Capturing.merged(Way.PUMPED) : Capturing.of(Way.DIRECT, Way.PUMPED);
  }

  private static Optional<Refusal> prepareOrTakeBack(
      TaskFiles files, RunTask request, PipeWish wish, Syncing record) throws IOException {
    boolean prepared = false;
    try {
      Optional<Refusal> problem = prepare(files, request, wish);
      prepared = problem.isEmpty();
      return problem;
    } finally {
      if (!prepared) {
        record.outcome(); // in the end it does not matter
        files.takeBack();
      }
    }
  }

  private static Optional<Refusal> prepare(TaskFiles files, RunTask request, PipeWish wish)
      throws IOException {
    Bundle bundle = files.bundle();
    Optional<Refusal> problem = files.createCaptures(streams(request.wish()));
    if (problem.isEmpty() && request.wish().input() instanceof RunTask.Input.Bytes given) {
      problem = files.input().createInput(bundle, given.bytes());
    }
    boolean isTyped =
        request.wish().terminal().isPty() || request.wish().input() instanceof RunTask.Input.Open;
    if (problem.isEmpty() && isTyped) {
      files.input().createFifo(bundle);
    }
    if (problem.isEmpty() && wish.text().script().isPresent()) {
      problem = files.input().createScript(bundle, utf8(wish.text().asRun(bundle.claim())));
    }
    return problem;
  }

  private static Set<CaptureStream> streams(RunTask.Wish wish) {
    if (wish.terminal().isPty()) {
      return EnumSet.of(CaptureStream.PTY);
    }
    return wish.capturing().merged()
        ? EnumSet.of(CaptureStream.STDOUT)
        : EnumSet.of(CaptureStream.STDOUT, CaptureStream.STDERR);
  }

  /** Room is left for the note that goes before a command with pipes. */
  private static boolean needsScript(RunTask.Wish wish) {
    final int note = 8 << 10;
    return utf8(wish.command()).length > PipeLauncher.MAX_ARGUMENT_BYTES - note;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Attempt spawn(TaskFiles files, PipeWish wish, Syncing record) throws IOException {
    LiveTask task;
    try {
      task = started(record.record(), all.processes().launcher().start(wish));
    } catch (IOException e) {
      record.outcome(); // what is written now stands for it
      return neverStarted(files, e);
    }
    Optional<IOException> failure = record.outcome(); // commit: if it is none, the start stands
    if (failure.isPresent()) {
      task.revoke(
          Refusal.of(
              RefusalCode.DISK_FULL,
              "the record of the task cannot be kept, so it was not started: "
                  + failure.get().getMessage(),
              "see to the disk of the store"));
      return new Attempt.Revoked(task);
    }
    try {
      ending.watchStarted(task);
      watchman.keepDeadline(task);
    } catch (RuntimeException e) {
      // It stands; when this hob cannot look after it any more, the next one does.
      all.troubles().accept("task " + task.id() + ": " + e);
    }
    catalogue.note(task.record());
    return new Attempt.Replied(Result.ok(new Started(task.record(), false)));
  }

  private LiveTask started(TaskRecord record, PipeProcesses processes) {
    BundleName name = new BundleName(record.session().hash(), record.id());
    LiveTask task =
        new LiveTask(
            name,
            record,
            Optional.of(processes.wrapper()),
            new OutputGrowth(all.clocks().boot().now()));
    task.keptBy(processes.pumps(), processes.holder());
    processes
        .terminal()
        .ifPresent(
            it -> {
              task.has(it, processes.pumps().get(0));
              ending.keeping().hold(task, all.storage().store().bundle(name));
            });
    task.happened(
        new TaskEvent.Spawned(
            new ProcessIdentity.Proven(
                processes.wrapper().pid(), processes.wrapper().pid(), processes.wrapper().start()),
            task.keeperToRecord()));
    live.add(task);
    return task;
  }

  private Attempt neverStarted(TaskFiles files, Exception failure) throws IOException {
    Instant now = all.clocks().now();
    String reason = String.valueOf(failure.getMessage());
    Result<TaskRecord> ended =
        files.update(onDisk -> onDisk.after(new TaskEvent.StartFailed(now, reason)));
    files.input().removeInput(files.bundle());
    if (ended instanceof Result.Ok<TaskRecord> ok) {
      catalogue.note(ok.value());
      post.ended(ok.value());
      post.due(files.bundle().name());
    }
    return new Attempt.Replied(ended.map(it -> new Started(it, false)));
  }

  private PipeWish wish(Bundle bundle, RunTask request, TaskRecord record) {
    CommandSpec command = record.order().command();
    return new PipeWish(
        record.id(),
        record.session().value(),
        new PipeWish.ShellText(
            command.shell().orElseGet(Programs::commandShell),
            command.command(),
            needsScript(request.wish()) ? Optional.of(bundle.script()) : Optional.empty()),
        Path.of(command.workdir()),
        command.umask(),
        environment(request.wish()),
        command.capturing(),
        new PipeWish.Files(
            bundle.claim(),
            bundle.exitMarker(),
            bundle.capture(command.terminal().isPty() ? CaptureStream.PTY : CaptureStream.STDOUT),
            bundle.capture(CaptureStream.STDERR)),
        input(bundle, request.wish().input(), command.terminal()),
        record.progress().deadline().map(it -> alarm(it, record)));
  }

  private PipeWish.Alarm alarm(Deadline deadline, TaskRecord record) {
    return new PipeWish.Alarm(
        deadline.sinceBoot(),
        record.order().limits().grace().orElse(all.limits().grace()),
        all.storage().store().lockFile());
  }

  /** What the caller's own terminal is says nothing of the task's. */
  private static EnvironmentBlock environment(RunTask.Wish wish) {
    RunTask.Environment wanted = wish.environment();
    EnvironmentBlock inherited =
        wish.terminal().isPty()
            ? wanted.inherited().without(List.of("LINES", "COLUMNS")).with(Map.of("TERM", TERM))
            : wanted.inherited();
    return inherited.without(wanted.unset()).with(wanted.set());
  }

  private static PipeWish.Input input(
      Bundle bundle, RunTask.Input input, CommandSpec.Terminal terminal) {
    if (terminal.isPty()) {
      return new PipeWish.Input.Keys(
          bundle.input(),
          new Terminal.Size(terminal.rows().orElseThrow(), terminal.cols().orElseThrow()));
    }
    if (input instanceof RunTask.Input.Bytes) {
      return new PipeWish.Input.File(bundle.input());
    }
    if (input instanceof RunTask.Input.File file) {
      return new PipeWish.Input.File(Path.of(file.path()));
    }
    return input instanceof RunTask.Input.Open
        ? new PipeWish.Input.Fifo(bundle.input())
        : new PipeWish.Input.Nothing();
  }
}
