package dev.hob.engine;

import dev.hob.api.AckNotices;
import dev.hob.api.Acknowledged;
import dev.hob.api.AgentGone;
import dev.hob.api.Caller;
import dev.hob.api.Changes;
import dev.hob.api.Counts;
import dev.hob.api.EndSession;
import dev.hob.api.GivenUp;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.Log;
import dev.hob.api.LogReading;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.PollTask;
import dev.hob.api.ReadLog;
import dev.hob.api.RegisterSession;
import dev.hob.api.RemoveTasks;
import dev.hob.api.Removed;
import dev.hob.api.ResizeTask;
import dev.hob.api.Resized;
import dev.hob.api.RunAgain;
import dev.hob.api.RunTask;
import dev.hob.api.Scope;
import dev.hob.api.SessionPage;
import dev.hob.api.SessionRow;
import dev.hob.api.TakeNotices;
import dev.hob.api.TaskPage;
import dev.hob.api.TaskReply;
import dev.hob.api.Unwatch;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.api.Watching;
import dev.hob.api.WhichTask;
import dev.hob.api.WriteTask;
import dev.hob.api.Written;
import dev.hob.bundle.BundleName;
import dev.hob.model.EndedBy;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskRecord;
import dev.hob.output.Cursor;
import dev.hob.process.pty.Keys;
import dev.hob.process.pty.Pasted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/** Answers what front ends ask: finds the tasks that are meant, and tells what became of them. */
final class Answers implements Hob {
  private final Engine engine;
  private final Finding finding;
  private final Outputs outputs;
  private final PostOffice post;
  private final Sessions sessions;
  private final Watches watches;
  private final Survey survey;
  private final Surroundings.Clocks clocks;
  private final Duration longestWait;
  private final Waiting waiting;
  private final GoalWaiting goals;
  private final Listing listing;
  private final Removing removing;
  private final Catalogue catalogue;

  Answers(Engine engine, Desk desk, Finding finding, Survey survey) {
    this.engine = engine;
    this.finding = finding;
    this.survey = survey;
    outputs = desk.telling().outputs();
    post = desk.telling().post();
    sessions = desk.telling().sessions();
    watches = desk.telling().watches();
    clocks = desk.all().clocks();
    longestWait = desk.all().limits().longestWait();
    waiting = new Waiting(desk);
    goals = new GoalWaiting(desk, waiting);
    listing = new Listing(desk, finding, survey);
    removing = new Removing(desk, finding, survey);
    catalogue = desk.catalogue();
  }

  @Override
  public CompletableFuture<Result<TaskReply>> run(RunTask request, Duration longest) {
    Optional<Refusal> problem = request.readyWhen().flatMap(watches::problem);
    if (problem.isPresent()) {
      return later(Result.refused(problem.get()));
    }
    Caller caller = new Caller(request.ownership(), Caller.Rule.SAID);
    CompletableFuture<Boolean> over = new CompletableFuture<>();
    CompletableFuture<Result<TaskReply>> started =
        engine
            .run(request)
            .thenCompose(it -> readiness(it, request))
            .thenCompose(it -> GivenUp.until(over, started(it, longest)));
    CompletableFuture<Result<TaskReply>> reply =
        waited(started, told -> offering(caller, told, "run"), Answers::offerOf);
    Future<?> ignored = reply.whenComplete((done, failure) -> over.complete(true));
    return reply;
  }

  /** A start that was repeated has its watch already. */
  private CompletableFuture<Result<Started>> readiness(Result<Started> started, RunTask request) {
    boolean wanted =
        request.readyWhen().isPresent() && started.fold(it -> !it.existing(), refusal -> false);
    if (!wanted) {
      return later(started);
    }
    TaskRecord task = started.orElseThrow().task();
    WatchTask watch =
        new WatchTask(
            WhichTask.of(new Caller(request.ownership(), Caller.Rule.SAID), task.id().value()),
            new WatchTask.Watched(request.readyWhen().orElseThrow(), new WatchTask.From.Start()),
            true);
    return watches.addForReadiness(nameOf(task), watch).thenApply(done -> started);
  }

  /** The caller is the first to be told an end, if nobody was before. */
  private CompletableFuture<Result<TaskReply>> offering(
      Caller caller, Result<TaskReply> told, String label) {
    return told.fold(
        reply ->
            post.offer(caller, reply.task(), label)
                .thenApply(offer -> Result.ok(ready(reply).offering(offer))),
        refusal -> later(told));
  }

  private TaskReply ready(TaskReply reply) {
    return reply.with(watches.readiness(nameOf(reply.task())));
  }

  private CompletableFuture<Result<TaskReply>> started(Result<Started> started, Duration longest) {
    if (started instanceof Result.Refused<Started> refused) {
      return later(Result.refused(refused.refusal()));
    }
    Started it = started.orElseThrow();
    TaskReply reply = new TaskReply(it.task(), it.existing(), List.of(), Optional.empty());
    if (longest.isZero()) {
      return later(Result.ok(reply));
    }
    BundleName name = nameOf(it.task());
    return waiting.replied(
        new Waiting.Condition.Ended(List.of(name), false),
        longest,
        met -> Result.ok(toldOfStart(name, reply)));
  }

  /** It was started: that is told whatever has become of its files. */
  private TaskReply toldOfStart(BundleName name, TaskReply started) {
    TaskRecord record = finding.record(name).fold(it -> it, refusal -> started.task());
    return told(name, Optional.empty(), 0)
        .fold(
            now -> new TaskReply(now.task(), started.existing(), List.of(), now.output()),
            refusal -> new TaskReply(record, started.existing(), List.of(), Optional.empty()));
  }

  @Override
  public CompletableFuture<Result<TaskReply>> again(RunAgain request) {
    return finding
        .find(request.which())
        .flatMap(finding::record)
        .flatMap(record -> Rerun.of(record, request))
        .fold(again -> run(again, request.longest()), refusal -> later(Result.refused(refusal)));
  }

  @Override
  public CompletableFuture<Result<TaskReply>> poll(PollTask request) {
    Result<Optional<Cursor>> cursor =
        request
            .cursor()
            .map(it -> Cursor.parse(it).map(Optional::of))
            .orElse(Result.ok(Optional.empty()));
    return cursor
        .flatMap(read -> finding.find(request.which()).map(name -> poll(name, read, request)))
        .fold(reply -> reply, refusal -> later(Result.refused(refusal)));
  }

  private CompletableFuture<Result<TaskReply>> poll(
      BundleName name, Optional<Cursor> read, PollTask request) {
    Caller caller = request.which().caller();
    if (request.longest().isZero()) {
      return offering(caller, told(name, read, request.maxBytes()), "poll");
    }
    Cursor known = read.orElseGet(() -> end(name));
    return waited(
        waiting.replied(
            new Waiting.Condition.EndedOr(name, () -> isBehind(end(name), known)),
            bounded(request.longest()),
            met -> told(name, read, request.maxBytes())),
        told -> offering(caller, told, "poll"),
        Answers::offerOf);
  }

  /**
   * What follows a wait. Who gives up ends the waiting, and then nothing is offered; what was
   * offered by then is offered to the next one.
   */
  private <T, U> CompletableFuture<U> waited(
      CompletableFuture<T> waiting,
      Function<T, CompletableFuture<U>> then,
      Function<U, Offer> made) {
    CompletableFuture<U> reply = new CompletableFuture<>();
    GivenUp.give(
        GivenUp.until(reply, waiting).thenCompose(then), reply, it -> post.release(made.apply(it)));
    return reply;
  }

  private static Offer offerOf(Result<TaskReply> told) {
    return told.fold(TaskReply::offer, refusal -> Offer.NONE);
  }

  private Duration bounded(Duration longest) {
    return longest.compareTo(longestWait) < 0 ? longest : longestWait;
  }

  private static boolean isBehind(Cursor end, Cursor known) {
    return end.stdout() > known.stdout() || end.stderr() > known.stderr();
  }

  /** How far the output has come. What cannot be read is not new. */
  private Cursor end(BundleName name) {
    return finding
        .record(name)
        .fold(record -> outputs.end(new Outputs.Source(name, record)), refusal -> Cursor.BEGIN);
  }

  /** The task as it is now, with what it has said. */
  private Result<TaskReply> told(BundleName name, Optional<Cursor> read, int maxBytes) {
    return withRecord(
        name,
        source ->
            Result.ok(TaskReply.of(source.task()).with(outputs.since(source, read, maxBytes))));
  }

  /** Something that reads output. */
  private interface Reading<T> {
    Result<T> read(Outputs.Source source) throws IOException;
  }

  private <T> Result<T> withRecord(BundleName name, Reading<T> reading) {
    Result<TaskRecord> record = finding.record(name);
    if (record instanceof Result.Refused<TaskRecord> refused) {
      return Result.refused(refused.refusal());
    }
    try {
      return reading.read(new Outputs.Source(name, record.orElseThrow()));
    } catch (IOException e) {
      return Result.refused(
          Refusal.of(
                  RefusalCode.INTERNAL,
                  "the output of task " + name.task() + " cannot be read: " + e.getMessage(),
                  "see to the files of the task in the store")
              .about(name.task()));
    }
  }

  @Override
  public CompletableFuture<Result<Waited>> await(WaitForTasks request) {
    return names(request)
        .fold(names -> await(names, request), refusal -> later(Result.refused(refusal)));
  }

  private Result<Set<BundleName>> names(WaitForTasks request) {
    Set<BundleName> names = new LinkedHashSet<>();
    if (request.ids().isEmpty()) {
      names.addAll(listing.unfinished(request.caller().session()));
    }
    for (String id : request.ids()) {
      Result<BundleName> name = finding.find(WhichTask.of(request.caller(), id));
      if (name instanceof Result.Refused<BundleName> refused) {
        return Result.refused(refused.refusal());
      }
      names.add(name.orElseThrow());
    }
    return Result.ok(names);
  }

  /** What cannot be waited for; what nothing decides of never becomes ready. */
  private Optional<Refusal> problem(Set<BundleName> names, WaitForTasks request) {
    if (request.until().isPresent()
        && request.until().get() instanceof WaitForTasks.Until.Goal goal) {
      return names.stream()
          .flatMap(it -> watches.problem(it, goal.what()).stream())
          .findFirst()
          .or(() -> Watches.checked(goal.what().goal()).fold(ok -> Optional.empty(), Optional::of));
    }
    boolean ready = request.until().isPresent();
    return names.stream()
        .filter(it -> ready && watches.isUndecided(it))
        .findFirst()
        .map(
            it ->
                Refusal.of(
                        RefusalCode.BAD_REQUEST,
                        "nothing says when task " + it.task() + " is ready",
                        "start it with hob run --ready, or set a watch: hob watch ID --ready …")
                    .about(it.task()));
  }

  private CompletableFuture<Result<Waited>> await(Set<BundleName> names, WaitForTasks request) {
    Optional<Refusal> problem = problem(names, request);
    if (problem.isPresent()) {
      return later(Result.refused(problem.get()));
    }
    boolean named = !request.ids().isEmpty();
    Duration longest = bounded(request.longest());
    CompletableFuture<Result<Waited>> told =
        request.until().isPresent()
            ? goals
                .until(names, request.until().get(), request.any(), longest)
                .thenApply(reached -> waited(names, named, reached))
            : waiting.replied(
                new Waiting.Condition.Ended(names, request.any()),
                longest,
                met -> waited(names, named, met));
    return waited(
        told,
        it -> offering(request.caller(), it),
        it -> it.fold(Waited::offer, refusal -> Offer.NONE));
  }

  private CompletableFuture<Result<Waited>> offering(Caller caller, Result<Waited> told) {
    if (told instanceof Result.Refused<Waited>) {
      return later(told);
    }
    Waited waited = told.orElseThrow();
    List<CompletableFuture<Offer>> offers =
        waited.tasks().stream().map(it -> post.offer(caller, it.task(), "wait")).toList();
    return CompletableFuture.allOf(offers.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                Result.ok(
                    waited.offering(
                        offers.stream()
                            .map(CompletableFuture::join)
                            .reduce(Offer.NONE, Offer::and))));
  }

  private Result<Waited> waited(Set<BundleName> names, boolean named, GoalWaiting.Reached reached) {
    return waited(names, named, reached.satisfied())
        .map(it -> it.with(reached.found(), it.running()));
  }

  /** One that was removed meanwhile is missed only by who named it. */
  private Result<Waited> waited(Set<BundleName> names, boolean named, boolean met) {
    List<TaskReply> tasks = new ArrayList<>();
    for (BundleName name : names) {
      Result<TaskRecord> record = finding.record(name);
      if (record instanceof Result.Refused<TaskRecord> refused && named) {
        return Result.refused(refused.refusal());
      }
      record.map(TaskReply::of).map(this::ready).fold(tasks::add, gone -> false);
    }
    Instant now = clocks.now();
    List<Waited.Running> running =
        tasks.stream()
            .map(TaskReply::task)
            .filter(it -> !it.state().isEnded())
            .map(it -> new Waited.Running(it.id(), since(it.order().createdAt(), now)))
            .toList();
    return Result.ok(new Waited(tasks, met).with(List.of(), running));
  }

  /** Clocks step back. */
  private static Duration since(Instant then, Instant now) {
    return now.isBefore(then) ? Duration.ZERO : Duration.between(then, now);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> kill(KillTask request) {
    return finding
        .findOwn(request.which(), request.anySession())
        .fold(name -> kill(name, request), refusal -> later(Result.refused(refusal)));
  }

  private CompletableFuture<Result<TaskReply>> kill(BundleName name, KillTask request) {
    String who = request.which().caller().session().value();
    KillOrder order =
        new KillOrder(
            name.session(),
            name.task(),
            request.signal(),
            request.grace(),
            EndedBy.of(who, EndedBy.Why.REQUEST));
    return engine
        .kill(order)
        .thenApply(
            killed ->
                killed.map(it -> new TaskReply(it.task(), false, it.survivors(), Optional.empty())))
        .thenCompose(told -> offering(request.which().caller(), told, "kill"));
  }

  @Override
  public CompletableFuture<Result<Written>> write(WriteTask request) {
    return finding
        .findOwn(request.which(), request.anySession())
        .fold(name -> write(name, request), refusal -> later(Result.refused(refusal)));
  }

  private CompletableFuture<Result<Written>> write(BundleName name, WriteTask request) {
    return typed(name, request)
        .fold(bytes -> write(name, request, bytes), refusal -> later(Result.refused(refusal)));
  }

  private Result<byte[]> typed(BundleName name, WriteTask request) {
    WriteTask.Typing how = request.typing();
    byte[] text = how.pasted() ? Pasted.bytes(request.bytes()) : request.bytes();
    if (how.keys().isEmpty() && !how.pasted()) {
      return Result.ok(text);
    }
    return engine
        .terminals()
        .withTerminal(name)
        .flatMap(it -> Keys.pressed(how.keys()))
        .map(
            keys -> {
              byte[] both = Arrays.copyOf(text, text.length + keys.length);
              System.arraycopy(keys, 0, both, text.length, keys.length);
              return both;
            });
  }

  private CompletableFuture<Result<Written>> write(
      BundleName name, WriteTask request, byte[] bytes) {
    CompletableFuture<Result<Typing.Typed>> written =
        bytes.length == 0
            ? later(Result.ok(Typing.Typed.NOTHING))
            : engine.typing().write(name, bytes, request.typing().requestId());
    return written.thenCompose(
        taken ->
            taken.fold(
                it -> closed(name, it, request.typing().close() && it.bytes() == bytes.length),
                refusal -> later(Result.refused(refusal))));
  }

  private CompletableFuture<Result<Written>> closed(
      BundleName name, Typing.Typed typed, boolean close) {
    CompletableFuture<Result<TaskRecord>> record =
        close ? engine.closeInput(name) : later(finding.record(name));
    return record.thenApply(
        it ->
            it.map(
                task -> new Written(task, typed.bytes(), typed.given(), typed.outcome(), close)));
  }

  @Override
  public CompletableFuture<Result<Resized>> resize(ResizeTask request) {
    return finding
        .findOwn(request.which(), request.anySession())
        .fold(
            name ->
                engine
                    .terminals()
                    .resize(name, request.rows(), request.cols())
                    .thenApply(
                        size -> size.map(it -> new Resized(name.task(), it.rows(), it.cols()))),
            refusal -> later(Result.refused(refusal)));
  }

  @Override
  public Result<TaskReply> show(WhichTask which) {
    return finding.find(which).flatMap(finding::record).map(TaskReply::of).map(this::ready);
  }

  @Override
  public Result<Log> log(ReadLog request) {
    return finding
        .find(request.which())
        .flatMap(name -> withRecord(name, source -> outputs.log(source, request)));
  }

  @Override
  public Result<LogReading> follow(ReadLog request) {
    return finding
        .find(request.which())
        .flatMap(name -> withRecord(name, source -> outputs.follow(source, request)));
  }

  @Override
  public Result<TaskPage> list(ListTasks request) {
    return listing.page(request);
  }

  @Override
  public Result<Counts> count(Scope scope) {
    return Result.ok(listing.counts(scope));
  }

  @Override
  public CompletableFuture<Result<Removed>> remove(RemoveTasks request) {
    return removing.remove(request).thenApply(Result::ok);
  }

  @Override
  public CompletableFuture<Result<Removed>> clear(Scope scope) {
    return removing.clear(scope).thenApply(Result::ok);
  }

  @Override
  public Changes.Hearing hear(Changes changes) {
    return catalogue.hear(changes);
  }

  Waiting waiting() {
    return waiting;
  }

  private static BundleName nameOf(TaskRecord task) {
    return new BundleName(task.session().hash(), task.id());
  }

  private static <T> CompletableFuture<T> later(T now) {
    return CompletableFuture.completedFuture(now);
  }

  @Override
  public CompletableFuture<Result<NoticeBlock>> take(TakeNotices request) {
    survey.lookAt(request.caller().session().hash());
    TakeNotices within =
        new TakeNotices(
            request.caller(),
            request.consumer(),
            bounded(request.longest()),
            Math.min(Math.max(request.most(), 1), TakeNotices.MOST),
            request.peek());
    return waited(
        post.take(within),
        block -> later(Result.ok(block)),
        block -> block.fold(NoticeBlock::offer, refusal -> Offer.NONE));
  }

  @Override
  public CompletableFuture<Result<Acknowledged>> acknowledge(AckNotices request) {
    survey.lookAt(request.caller().session().hash());
    return post.acknowledge(request).thenApply(Result::ok);
  }

  @Override
  public void release(Offer offer) {
    post.release(offer);
  }

  @Override
  public CompletableFuture<Result<Watching>> watch(WatchTask request) {
    return finding
        .findOwn(request.which(), false)
        .fold(name -> watches.add(name, request), refusal -> later(Result.refused(refusal)));
  }

  @Override
  public CompletableFuture<Result<Watching>> unwatch(Unwatch request) {
    return finding
        .findOwn(request.which(), false)
        .fold(name -> watches.remove(name, request), refusal -> later(Result.refused(refusal)));
  }

  @Override
  public CompletableFuture<Result<SessionRow>> register(RegisterSession request) {
    return sessions.register(request).thenApply(it -> it.map(book -> registered(request, book)));
  }

  private SessionRow registered(RegisterSession request, SessionBook book) {
    post.regroupTwice();
    return row(request.session(), book);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> endSession(EndSession request) {
    CompletableFuture<?> killed =
        request.kill() ? killAll(request.session()) : CompletableFuture.completedFuture(true);
    return killed
        .thenCompose(done -> sessions.end(request))
        .thenApply(it -> it.map(book -> row(request.session(), book)));
  }

  private CompletableFuture<?> killAll(SessionKey session) {
    List<CompletableFuture<?>> kills = new ArrayList<>();
    for (BundleName name : listing.unfinished(session)) {
      EndedBy by =
          new EndedBy(session.value(), EndedBy.Why.REQUEST, Optional.of("its session has ended"));
      kills.add(
          engine.kill(
              new KillOrder(name.session(), name.task(), Optional.empty(), Optional.empty(), by)));
    }
    return CompletableFuture.allOf(kills.toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public CompletableFuture<Result<SessionRow>> agentGone(AgentGone request) {
    return sessions
        .agentGone(request)
        .thenApply(
            it ->
                it.map(
                    book -> {
                      post.isGone(request.session().hash(), request.owner());
                      return row(request.session(), book);
                    }));
  }

  private SessionRow row(SessionKey session, SessionBook book) {
    Counts counts = listing.counts(Scope.of(session));
    int live =
        Stream.of("queued", "starting", "running", "killing")
            .mapToInt(it -> counts.byStatus().getOrDefault(it, 0))
            .sum();
    return new SessionRow(
        session,
        book.standingOf(session).map(SessionBook.Standing::harness).orElse(""),
        book.isEnded(session),
        book.successorOf(session),
        book.speakersOf(session).stream().map(it -> it.process().pid()).toList(),
        live,
        counts.total() - live,
        book.successorOf(session).isPresent() ? 0 : post.untold(session.hash()));
  }

  @Override
  public Result<SessionPage> sessions() {
    SessionBook book = sessions.book();
    return Result.ok(new SessionPage(book.sessions().stream().map(it -> row(it, book)).toList()));
  }

  @Override
  public Optional<SessionKey> sessionOf(long pid) {
    return sessions.sessionOf(pid);
  }
}
