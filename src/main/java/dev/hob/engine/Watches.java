package dev.hob.engine;

import dev.hob.api.Readiness;
import dev.hob.api.Unwatch;
import dev.hob.api.WatchTask;
import dev.hob.api.Watching;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.JournalReading;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.notice.Retold;
import dev.hob.notice.Sought;
import dev.hob.output.Cursor;
import dev.hob.output.StoredStream;
import dev.hob.process.ListeningPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks for what watches wait for.
 *
 * <p>A watch is in the task's journal before it looks, and what it found is there before anybody is
 * told; so after a restart each goes on where the last thing that it told ends. One thread looks at
 * all tasks, a part at a time in turn, whenever a file of theirs has grown; ports, files and
 * silence are looked at from time to time while somebody waits for them.
 */
final class Watches {
  /** Of one task; each looks at all that is said. */
  static final int MOST_OF_A_TASK = 64;

  /** Of all tasks together. */
  static final int MOST = 4096;

  private static final int BUFFER_BYTES = 128 << 10;

  /**
   * For so long one stream is looked at before it is the next one's turn; some patterns are slow.
   */
  private static final Duration TURN = Duration.ofMillis(20);

  /** What is no output is looked at so often. */
  private static final Duration TICK = Duration.ofMillis(200);

  /** An unfinished line is as good as finished when nothing more has come for so long. */
  private static final Duration UNTIL_SETTLED = Duration.ofMillis(300);

  /** An end is not kept back longer than this for what is still to be looked through. */
  private static final Duration LONGEST_LAST_LOOK = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Matches of a task that wait for the disk one by one. */
  private static final int MOST_UNTOLD = 100;

  /** Of a task of which nobody takes what is told, more matches are told together. */
  private static final int MOST_UNHEARD = 100;

  private final Surroundings all;
  private final LiveTasks live;
  private final Outputs outputs;
  private final PostOffice post;
  private final Map<BundleName, WatchedTask> watched = new ConcurrentHashMap<>();
  private final Map<TaskId, BundleName> names = new ConcurrentHashMap<>();

  /** What the journals of live tasks with watches say; each is its task's lane's. */
  private final Map<BundleName, Retold> journals = new ConcurrentHashMap<>();

  /** What was found and is not written down yet; each queue is its task's lane's. */
  private final Map<BundleName, Deque<Untold>> telling = new ConcurrentHashMap<>();

  /** Of live tasks of which a watch decides it. */
  private final Map<BundleName, Readiness> readiness = new ConcurrentHashMap<>();

  private final AtomicBoolean ticking = new AtomicBoolean();

  /** Of the one thread that looks. */
  private final byte[] buffer = new byte[BUFFER_BYTES];

  Watches(Surroundings all, LiveTasks live, Outputs outputs, PostOffice post) {
    this.all = all;
    this.live = live;
    this.outputs = outputs;
    this.post = post;
    all.storage().growth().hear(this::grew);
    post.heed(this::isOpen);
  }

  private Duration now() {
    return all.clocks().boot().now();
  }

  /* ---- setting up ---- */

  CompletableFuture<Result<Watching>> add(BundleName name, WatchTask request) {
    Optional<Refusal> problem = problem(request.what().goal());
    if (problem.isPresent()) {
      return CompletableFuture.completedFuture(Result.refused(problem.get().about(name.task())));
    }
    return all.storage().writer().inOrder(name, files -> add(files, request));
  }

  /** What cannot be watched is refused before anything is begun. */
  static Result<WatchGoal> checked(WatchGoal goal) {
    return goal.fold(GoalRules.RULES).map(ok -> goal);
  }

  /** Why nobody can look for that in any task now. */
  Optional<Refusal> problem(WatchGoal goal) {
    Optional<Refusal> bad = checked(goal).fold(it -> Optional.empty(), Optional::of);
    return bad.or(() -> Optional.of(TOO_MANY).filter(it -> size() >= MOST));
  }

  private static final Refusal TOO_MANY =
      Refusal.of(
          RefusalCode.TOO_MANY_TASKS,
          "too many watches: at most " + MOST_OF_A_TASK + " of one task and " + MOST + " in all",
          "remove one: hob watch ID --remove w1");

  /**
   * Of a task that was started just now, and goes on whatever becomes of this. One that has ended
   * by now is told as it is.
   */
  CompletableFuture<?> addForReadiness(BundleName name, WatchTask request) {
    return add(name, request)
        .handle(
            (watching, failure) -> {
              Optional<Refusal> refused =
                  failure != null
                      ? Optional.empty()
                      : watching.fold(it -> Optional.<Refusal>empty(), Optional::of);
              refused
                  .filter(it -> it.code() != RefusalCode.TASK_ENDED)
                  .map(Refusal::message)
                  .or(() -> Optional.ofNullable(failure).map(String::valueOf))
                  .ifPresent(
                      why ->
                          all.troubles()
                              .accept("nothing says when " + name.task() + " is ready: " + why));
              return true;
            });
  }

  private Result<Watching> add(TaskFiles files, WatchTask request) throws IOException {
    Optional<LiveTask> task = live.find(files.bundle().name());
    Result<TaskRecord> record =
        task.map(it -> Result.ok(it.record()))
            .orElseGet(
                () -> files.read().orRefusal(files.bundle().name().task()).map(it -> it.record()));
    if (record instanceof Result.Refused<TaskRecord> refused) {
      return Result.refused(refused.refusal());
    }
    TaskRecord known = record.orElseThrow();
    if (known.state().isEnded()) {
      return Result.refused(
          Refusal.of(
                  RefusalCode.TASK_ENDED,
                  "task " + known.id() + " has ended, and nothing more will come of it",
                  "look through what it said: hob logs " + known.id() + " --all")
              .about(known.id()));
    }
    Result<Retold> retold = retold(files, known);
    return retold
        .flatMap(it -> positioned(new Outputs.Source(files.bundle().name(), known), request.what()))
        .flatMap(goal -> writeDown(files, known, retold.orElseThrow(), goal, request.readiness()));
  }

  /** Read once, and kept up while the task lives: numbers are given out by it. */
  private Result<Retold> retold(TaskFiles files, TaskRecord task) {
    Retold known = journals.get(files.bundle().name());
    return Optional.ofNullable(known)
        .or(() -> PostOffice.retold(task, files.journal()).map(it -> kept(files, it)))
        .map(Result::ok)
        .orElseGet(
            () ->
                Result.refused(
                    Refusal.of(
                            RefusalCode.RECORD_DAMAGED,
                            "the journal of notices of task " + task.id() + " cannot be read",
                            "see hob doctor")
                        .about(task.id())));
  }

  /** What an earlier hob looked through was there, whatever its samples say. */
  private static void wasSeen(LiveTask task, Retold.Watch watch) {
    Outputs.Source source = new Outputs.Source(task.name(), task.record());
    task.growth().wasSeen(source.out(), watch.to());
    if (!source.hasOneStream()) {
      task.growth().wasSeen(CaptureStream.STDERR, watch.toStderr());
    }
  }

  private Retold kept(TaskFiles files, Retold read) {
    BundleName name = files.bundle().name();
    if (live.find(name).isPresent()) {
      journals.put(name, read);
    }
    return read;
  }

  /** Why that cannot be looked for in this task. */
  Optional<Refusal> problem(BundleName name, WatchTask.Watched what) {
    return live.find(name)
        .map(it -> positioned(new Outputs.Source(name, it.shown()), what))
        .flatMap(it -> it.fold(goal -> Optional.<Refusal>empty(), Optional::of));
  }

  /** Where it begins to look is a position, whatever was said. */
  private Result<WatchGoal> positioned(Outputs.Source source, WatchTask.Watched what) {
    if (!(what.goal() instanceof WatchGoal.Output goal)) {
      return Result.ok(what.goal());
    }
    boolean one = source.hasOneStream() || goal.stream().isPresent();
    boolean there = what.from() instanceof WatchTask.From.There;
    if (there && !one) {
      return Result.refused(
          Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "a position is one in a stream, and none is named",
                  "name one: --stream stdout or --stream stderr")
              .about(source.name().task()));
    }
    boolean errors =
        !source.hasOneStream()
            && goal.stream().filter(it -> it == CaptureStream.STDERR).isPresent();
    boolean now = what.from() instanceof WatchTask.From.Now;
    Cursor begin = now ? outputs.written(source) : Cursor.BEGIN;
    long from = there ? goal.from() : errors ? begin.stderr() : begin.stdout();
    return Result.ok(
        new WatchGoal.Output(
            goal.pattern(),
            goal.regex(),
            goal.every(),
            goal.stream().map(it -> errors ? it : source.out()),
            from,
            there || errors ? from : begin.stderr()));
  }

  private Result<Watching> writeDown(
      TaskFiles files, TaskRecord task, Retold retold, WatchGoal goal, boolean readiness) {
    if (retold.watches().stream().filter(Retold.Watch::isOpen).count() >= MOST_OF_A_TASK) {
      return Result.refused(TOO_MANY.about(task.id()));
    }
    WatchId id = retold.nextWatch();
    NoticeEvent.WatchAdded added =
        new NoticeEvent.WatchAdded(id.toString(), all.clocks().now(), goal, readiness);
    try {
      Optional<Refusal> problem = files.note(added); // commit: from here it misses nothing
      if (problem.isPresent()) {
        return Result.refused(problem.get());
      }
    } catch (IOException e) {
      return Result.refused(
          Refusal.of(
                  RefusalCode.INTERNAL,
                  "the watch cannot be written down: " + e.getMessage(),
                  "see to the disk of the store")
              .about(task.id()));
    }
    retold.add(added);
    retold.watch(id).ifPresent(it -> begin(files.bundle().name(), task, retold, it));
    return Result.ok(new Watching(task, id, goal));
  }

  CompletableFuture<Result<Watching>> remove(BundleName name, Unwatch request) {
    OptionalInt number = WatchId.numberOf(request.watch());
    return all.storage()
        .writer()
        .inOrder(
            name,
            files ->
                files
                    .read()
                    .orRefusal(name.task())
                    .map(it -> it.record())
                    .flatMap(
                        task ->
                            retold(files, task).flatMap(it -> remove(files, task, it, number))));
  }

  private Result<Watching> remove(
      TaskFiles files, TaskRecord task, Retold retold, OptionalInt number) {
    Optional<Retold.Watch> watch =
        number.isPresent() ? retold.watch(new WatchId(number.getAsInt())) : Optional.empty();
    if (watch.isEmpty()) {
      List<String> open =
          retold.watches().stream()
              .filter(Retold.Watch::isOpen)
              .map(it -> it.id().toString())
              .toList();
      return Result.refused(
          Refusal.of(
                  RefusalCode.BAD_REQUEST,
                  "task " + task.id() + " has no such watch",
                  open.isEmpty() ? "it has none" : "it has " + String.join(", ", open))
              .about(task.id()));
    }
    Retold.Watch it = watch.get();
    if (it.isOpen()) {
      Optional<Refusal> problem = write(files, ended(it.id(), Retold.Watch.REMOVED), retold);
      if (problem.isPresent()) {
        return Result.refused(problem.get());
      }
    }
    onWatch(() -> find(task).ifPresent(known -> stop(known, it.id())));
    return Result.ok(new Watching(task, it.id(), it.goal()));
  }

  /** What said when the task is ready says so no more. */
  private void stop(WatchedTask task, WatchId watch) {
    Optional<Looker> looker = task.find(watch);
    looker.ifPresent(Looker::stop);
    if (looker.filter(Looker::decidesReadiness).isPresent()) {
      readiness.remove(task.name());
    }
    afterLook(task);
  }

  private Optional<WatchedTask> find(TaskRecord task) {
    return Optional.ofNullable(watched.get(new BundleName(task.session().hash(), task.id())));
  }

  private NoticeEvent.WatchEnded ended(WatchId watch, String reason) {
    return new NoticeEvent.WatchEnded(watch.toString(), all.clocks().now(), reason);
  }

  private static Optional<Refusal> write(TaskFiles files, NoticeEvent event, Retold retold) {
    try {
      Optional<Refusal> problem = files.note(event); // commit
      if (problem.isEmpty()) {
        retold.add(event);
      }
      return problem;
    } catch (IOException e) {
      return Optional.of(
          Refusal.of(RefusalCode.INTERNAL, String.valueOf(e.getMessage()), "see to the disk"));
    }
  }

  /** What an earlier hob was looking for. Called on the task's lane. */
  void load(TaskFiles files, TaskRecord task) {
    JournalReading journal = files.journal();
    if (journal instanceof JournalReading.Absent) {
      return;
    }
    Optional<Retold> retold = PostOffice.retold(task, journal).map(it -> kept(files, it));
    if (retold.isEmpty()) {
      return; // whoever reads it for its notices has said so
    }
    boolean ended = task.state().isEnded();
    if (!ended) {
      post.loadLive(task, retold.get());
    }
    for (Retold.Watch watch : retold.get().watches()) {
      live.find(files.bundle().name()).ifPresent(it -> wasSeen(it, watch));
      if (watch.isOpen() || (watch.readiness() && !ended && watch.ended().isEmpty())) {
        begin(files.bundle().name(), task, retold.get(), watch);
      }
    }
  }

  private void begin(BundleName name, TaskRecord task, Retold retold, Retold.Watch watch) {
    Looker.Wanted wanted =
        new Looker.Wanted(
            Optional.of(watch.id()),
            watch.goal(),
            watch.readiness(),
            deadline(watch.goal(), watch.since()),
            () -> post.untold(name) < MOST_UNHEARD,
            match -> tell(name, retold, watch, match),
            () -> tellInVain(name, retold, watch));
    boolean isReady = watch.readiness() && watch.found() > 0;
    Looker looker = new Looker(wanted, watch.found());
    looker(looker, task, watch.to(), watch.toStderr());
    if (watch.readiness()) {
      readiness.put(name, isReady ? Readiness.READY : Readiness.STARTING);
    }
    look(
        name,
        task,
        it -> {
          if (watch.readiness()) {
            it.lookers().removeIf(Looker::saysReady); // the last one that was set decides
          }
          it.lookers().add(looker);
        });
  }

  private Duration deadline(WatchGoal goal, Instant since) {
    if (!(goal instanceof WatchGoal.StillRunning still)) {
      return Duration.ZERO;
    }
    Duration passed = Duration.between(since, all.clocks().now());
    return now().plus(still.after()).minus(passed.isNegative() ? Duration.ZERO : passed);
  }

  private static void looker(Looker looker, TaskRecord task, long from, long fromStderr) {
    if (looker.goal() instanceof WatchGoal.Output goal) {
      Sought sought = Sought.of(goal.pattern(), goal.regex()).orElseThrow();
      Outputs.Source source =
          new Outputs.Source(new BundleName(task.session().hash(), task.id()), task);
      boolean onlyErrors =
          !source.hasOneStream()
              && goal.stream().filter(it -> it == CaptureStream.STDERR).isPresent();
      if (!onlyErrors) {
        looker.in(source.out(), sought, from);
      }
      if (onlyErrors || (goal.stream().isEmpty() && !source.hasOneStream())) {
        looker.in(
            CaptureStream.STDERR, sought, onlyErrors ? Math.max(from, fromStderr) : fromStderr);
      }
    }
  }

  /** Ends a call's waiting. */
  interface Waiting {
    void stop();
  }

  /** Looks for a call that waits; nothing is written down. */
  Waiting await(
      BundleName name,
      TaskRecord task,
      WatchTask.Watched what,
      Consumer<Match> found,
      Runnable inVain) {
    WatchGoal goal =
        positioned(new Outputs.Source(name, task), what).fold(it -> it, refusal -> what.goal());
    Looker looker =
        new Looker(
            new Looker.Wanted(
                Optional.empty(),
                goal,
                false,
                deadline(goal, all.clocks().now()),
                () -> true,
                found,
                inVain),
            0);
    boolean output = goal instanceof WatchGoal.Output;
    looker(
        looker,
        task,
        output ? ((WatchGoal.Output) goal).from() : 0,
        output ? ((WatchGoal.Output) goal).fromStderr() : 0);
    look(name, task, it -> it.lookers().add(looker));
    return () ->
        onWatch(
            () -> {
              looker.stop();
              Optional.ofNullable(watched.get(name)).ifPresent(this::afterLook);
            });
  }

  /* ---- looking ---- */

  private void onWatch(Runnable work) {
    try {
      all.threads().watches().execute(() -> guarded(work));
    } catch (RejectedExecutionException e) {
      // hob is letting go of the store; the next one looks.
    }
  }

  /** What fails at one task keeps the thread from no other one. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RejectedExecutionException e) {
      // The same.
    } catch (RuntimeException e) {
      all.troubles().accept("looking for what watches wait for: " + e);
    }
  }

  /** Adds somebody who looks, and looks. */
  private void look(BundleName name, TaskRecord task, Consumer<WatchedTask> adding) {
    onWatch(
        () -> {
          WatchedTask known = watched.computeIfAbsent(name, it -> begun(it, task));
          adding.accept(known);
          ask(known);
          tickWhileNeeded();
          if (live.find(name).isEmpty()) {
            lastLook(name, new CompletableFuture<>()); // it ended before we were there
          }
        });
  }

  private WatchedTask begun(BundleName name, TaskRecord task) {
    names.put(name.task(), name);
    WatchedTask made = new WatchedTask(name, task);
    if (!all.storage().growth().want(folder(name))) {
      made.poll();
    }
    return made;
  }

  private Path folder(BundleName name) {
    return all.storage().store().bundle(name).folder();
  }

  /** A file has grown; or any file of a folder. */
  private void grew(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.');
    if (dot < 0) {
      watched.values().forEach(this::ask);
    } else if (TaskId.isValid(name.substring(0, dot))) {
      Optional.ofNullable(names.get(new TaskId(name.substring(0, dot))))
          .map(watched::get)
          .ifPresent(this::ask);
    }
  }

  private void ask(WatchedTask task) {
    if (task.ask()) {
      onWatch(() -> look(task));
    }
  }

  private void look(WatchedTask task) {
    task.answered();
    boolean more = lookThrough(task);
    firstOutput(task);
    afterLook(task);
    if (more) {
      ask(task);
    } else {
      settleLater(task);
    }
  }

  /** True when there is more than is looked at in a row. */
  private boolean lookThrough(WatchedTask task) {
    boolean more = false;
    if (task.looksAtOutput()) {
      for (CaptureStream stream : task.streams()) {
        more |= lookThrough(task, stream);
      }
    }
    return more;
  }

  private boolean lookThrough(WatchedTask task, CaptureStream stream) {
    if (task.lookers().stream().allMatch(it -> it.fedTo(stream).isEmpty())) {
      return false;
    }
    try (StoredStream stored = outputs.open(task.source(), stream)) {
      Duration until = now().plus(TURN);
      do {
        if (!task.look(stream, stored, buffer, now())) {
          return false;
        }
      } while (now().compareTo(until) < 0);
      return true;
    } catch (IOException e) {
      return false; // what cannot be read now is looked at when it grows again, or at the end
    }
  }

  private void firstOutput(WatchedTask task) {
    boolean wanted =
        task.lookers().stream()
            .anyMatch(it -> it.goal() instanceof WatchGoal.FirstOutput && !it.isOver());
    if (wanted) {
      Cursor written = outputs.written(task.source());
      if (written.stdout() + written.stderr() > 0) {
        reached(task, it -> it instanceof WatchGoal.FirstOutput, "it has begun to speak");
      }
    }
  }

  private void reached(WatchedTask task, Predicate<WatchGoal> which, String text) {
    task.lookers().stream()
        .filter(it -> !it.isOver() && which.test(it.goal()))
        .forEach(it -> it.found(Match.of(text), now()));
  }

  /** What is over goes; what was held back is told in its time. */
  private void afterLook(WatchedTask task) {
    for (Looker looker : task.lookers()) {
      if (looker.saysReady()) {
        readiness.replace(task.name(), Readiness.STARTING, Readiness.READY);
      }
      looker.untilTold(now()).ifPresent(it -> tellHeldLater(task, looker, it));
    }
    task.lookers().removeIf(it -> it.isOver() && !it.saysReady());
    forgetIfUnwatched(task);
  }

  private void tellHeldLater(WatchedTask task, Looker looker, Duration pause) {
    all.threads()
        .later(
            pause,
            () ->
                onWatch(
                    () -> {
                      looker.tellHeld(now());
                      afterLook(task); // there may be no room yet
                    }));
  }

  private void forgetIfUnwatched(WatchedTask task) {
    if (task.lookers().isEmpty() && watched.remove(task.name(), task)) {
      names.remove(task.name().task());
      if (!task.isPolled()) {
        all.storage().growth().ignore(folder(task.name()));
      }
    }
  }

  private void settleLater(WatchedTask task) {
    if (task.looksAtOutput() && task.beginToSettle()) {
      long before = task.looks();
      all.threads().later(UNTIL_SETTLED, () -> onWatch(() -> settle(task, before)));
    }
  }

  private void settle(WatchedTask task, long looksBefore) {
    task.settled();
    if (task.looks() != looksBefore) {
      settleLater(task);
      return;
    }
    task.lookers().forEach(it -> it.settle(new Looker.Moment(now(), 0)));
    afterLook(task);
  }

  /* ---- what is no output ---- */

  private void tickWhileNeeded() {
    if (watched.values().stream().anyMatch(Watches::needsTicks)
        && ticking.compareAndSet(false, true)) {
      all.threads().later(TICK, () -> onWatch(this::tick));
    }
  }

  private static boolean needsTicks(WatchedTask task) {
    return task.isPolled()
        || task.lookers().stream()
            .anyMatch(
                it ->
                    (!it.isOver() && !(it.goal() instanceof WatchGoal.Output))
                        || keepsReadiness(it));
  }

  /** A port may close again. */
  private static boolean keepsReadiness(Looker looker) {
    return looker.saysReady() && looker.goal() instanceof WatchGoal.Port;
  }

  private void tick() {
    ticking.set(false);
    try {
      tickAll();
    } finally {
      tickWhileNeeded();
    }
  }

  private void tickAll() {
    boolean ports =
        watched.values().stream()
            .flatMap(it -> it.lookers().stream())
            .anyMatch(it -> it.goal() instanceof WatchGoal.Port);
    Optional<ListeningPorts> listening =
        ports ? Optional.of(ListeningPorts.look()) : Optional.empty();
    for (WatchedTask task : watched.values()) {
      List.copyOf(task.lookers()).forEach(it -> tick(task, it, listening));
      if (task.isPolled()) {
        ask(task);
      }
      afterLook(task);
    }
  }

  private void tick(WatchedTask task, Looker looker, Optional<ListeningPorts> listening) {
    WatchGoal goal = looker.goal();
    if (goal instanceof WatchGoal.Port port) {
      boolean open = listening.filter(it -> it.has(port.port())).isPresent();
      if (looker.saysReady()) {
        readiness.replace(task.name(), open ? Readiness.READY : Readiness.UNREADY);
      } else if (open) {
        looker.found(Match.of("port " + port.port() + " is open"), now());
      }
    } else if (!looker.isOver()) {
      tickOne(task, looker, goal);
    }
  }

  private void tickOne(WatchedTask task, Looker looker, WatchGoal goal) {
    if (goal instanceof WatchGoal.FileThere file && Files.exists(Path.of(file.path()))) {
      looker.found(Match.of("there is " + Shown.text(file.path())), now());
    }
    if (goal instanceof WatchGoal.StillRunning still && looker.deadline().compareTo(now()) <= 0) {
      looker.found(Match.of("still running after " + NoticeWords.seconds(still.after())), now());
    }
    if (goal instanceof WatchGoal.Quiet quiet && silence(task).compareTo(quiet.silence()) >= 0) {
      looker.found(Match.of("no output for " + NoticeWords.seconds(quiet.silence())), now());
    }
  }

  private Duration silence(WatchedTask task) {
    Optional<LiveTask> running = live.find(task.name());
    if (running.isEmpty()) {
      return Duration.ZERO;
    }
    OutputGrowth growth = running.get().growth();
    growth.look(all.storage().store().bundle(task.name()), now());
    return now().minus(growth.lastGrowth());
  }

  /* ---- telling ---- */

  /**
   * What was found is written down, and then told, in its order: what cannot be written now keeps
   * back what comes after it, for after a restart the watch goes on behind the last one written.
   */
  private void tell(BundleName name, Retold retold, Retold.Watch watch, Match match) {
    later(name, new Untold(retold, watch, Optional.of(match)));
  }

  /** That a task did not run for so long is no news once its end is. */
  private void tellInVain(BundleName name, Retold retold, Retold.Watch watch) {
    later(name, new Untold(retold, watch, Optional.empty()));
  }

  /**
   * To be written down.
   *
   * @param match absent: nothing will be found
   */
  private record Untold(Retold retold, Retold.Watch watch, Optional<Match> match) {}

  private void later(BundleName name, Untold untold) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                name,
                files -> {
                  Deque<Untold> queue = telling.computeIfAbsent(name, it -> new ArrayDeque<>());
                  boolean waits = !queue.isEmpty();
                  enqueue(queue, untold);
                  return waits || tellAll(files, queue);
                })
            .exceptionally(failure -> tellTrouble(name, failure));
  }

  /** What cannot be told for long is told together. */
  private static void enqueue(Deque<Untold> queue, Untold untold) {
    Optional<Untold> last = Optional.ofNullable(queue.peekLast());
    boolean joins =
        queue.size() >= MOST_UNTOLD
            && untold.match().isPresent()
            && last.filter(it -> it.watch().id().equals(untold.watch().id())).isPresent()
            && last.flatMap(Untold::match).isPresent();
    if (!joins) {
      queue.add(untold);
      return;
    }
    Match before = last.flatMap(Untold::match).orElseThrow();
    Match match = untold.match().orElseThrow();
    queue.removeLast();
    queue.add(
        new Untold(
            untold.retold(),
            untold.watch(),
            Optional.of(
                new Match(
                    match.stream(),
                    match.offset(),
                    match.to(),
                    match.otherTo(),
                    match.text(),
                    match.more() + before.more() + 1))));
  }

  /** On the lane. What is left is tried again, unless the task is gone. */
  private boolean tellAll(TaskFiles files, Deque<Untold> queue) throws IOException {
    BundleName name = files.bundle().name();
    while (!queue.isEmpty()) {
      Optional<Refusal> problem = tell(files, queue.element());
      if (problem.isPresent() && problem.get().code() == RefusalCode.TASK_NOT_FOUND) {
        break;
      }
      if (problem.isPresent()) {
        all.troubles().accept("a match of " + name.task() + " is kept back: " + problem.get());
        all.threads().later(RETRY, () -> tryToTell(name, queue));
        return false;
      }
      queue.remove();
    }
    queue.clear();
    telling.remove(name);
    if (live.find(name).isEmpty()) {
      post.settle(files);
    }
    return true;
  }

  private void tryToTell(BundleName name, Deque<Untold> queue) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(name, files -> tellAll(files, queue))
            .exceptionally(failure -> tellTrouble(name, failure));
  }

  private Optional<Refusal> tell(TaskFiles files, Untold untold) {
    BundleName name = files.bundle().name();
    Retold.Watch watch = untold.watch();
    boolean still = watch.goal() instanceof WatchGoal.StillRunning;
    NoticeId id;
    NoticeEvent event;
    if (untold.match().isPresent()) {
      id =
          still
              ? new NoticeId(name.task(), NoticeKind.STILL_RUNNING, watch.id().number())
              : untold.retold().nextNotice(NoticeKind.MATCH);
      event =
          new NoticeEvent.Matched(
              watch.id().toString(), all.clocks().now(), id, untold.match().get());
    } else {
      id = new NoticeId(name.task(), NoticeKind.WATCH_ENDED, watch.id().number());
      event = ended(watch.id(), still ? Retold.Watch.REMOVED : Retold.Watch.TASK_ENDED);
    }
    Optional<Refusal> problem = write(files, event, untold.retold());
    if (problem.isEmpty()) {
      untold.retold().release(id).ifPresent(it -> post.found(name, it));
    }
    return problem;
  }

  private boolean tellTrouble(BundleName name, Throwable failure) {
    if (!(failure instanceof RejectedExecutionException)) {
      all.troubles().accept("a watch of task " + name.task() + ": " + failure);
    }
    return false;
  }

  /* ---- the end ---- */

  /**
   * The task has ended: what it said to its very end is looked through once more. Done when that is
   * so and everything found is on its way, or when it takes too long to be waited for.
   */
  CompletableFuture<?> ended(TaskRecord task) {
    BundleName name = new BundleName(task.session().hash(), task.id());
    CompletableFuture<Void> done = new CompletableFuture<>();
    // A watch may be on its way that was written down just before the end.
    if (watched.isEmpty() && !hasJournal(name)) {
      done.complete(null);
      return done;
    }
    onWatch(() -> lastLook(name, done));
    all.threads().later(LONGEST_LAST_LOOK, () -> done.complete(null));
    return done;
  }

  private boolean hasJournal(BundleName name) {
    return Files.exists(all.storage().store().bundle(name).notices());
  }

  private void lastLook(BundleName name, CompletableFuture<Void> done) {
    WatchedTask task = watched.get(name);
    if (task != null && lookThrough(task)) {
      onWatch(() -> lastLook(name, done));
      return;
    }
    if (task != null) {
      firstOutput(task);
      task.lookers().stream()
          .filter(it -> it.goal() instanceof WatchGoal.FileThere && !it.isOver())
          .forEach(it -> tickOne(task, it, it.goal()));
      task.lookers().forEach(it -> it.settle(new Looker.Moment(now(), 0)));
      task.lookers().forEach(Looker::end);
      task.lookers().clear();
      forgetIfUnwatched(task);
    }
    // What was found, by an earlier last look perhaps, went into the lane before this does.
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                name,
                files -> {
                  readiness.remove(name);
                  if (journals.remove(name) != null && !telling.containsKey(name)) {
                    post.settle(files);
                  }
                  return done.complete(null);
                })
            .exceptionally(it -> done.complete(null));
  }

  /** Absent where no watch decides it. */
  Optional<Readiness> readiness(BundleName name) {
    return Optional.ofNullable(readiness.get(name));
  }

  /** Whether somebody looks at the task and may find something yet, or tells what was found. */
  boolean isOpen(BundleName name) {
    return watched.containsKey(name) || telling.containsKey(name);
  }

  /** Whether it lives, and nothing says when it is ready. */
  boolean isUndecided(BundleName name) {
    return live.find(name).isPresent() && !readiness.containsKey(name);
  }

  /** How many look, for those who want to know that nothing is left behind. */
  int size() {
    return watched.values().stream().mapToInt(it -> it.lookers().size()).sum();
  }
}
