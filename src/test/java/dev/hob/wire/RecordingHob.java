package dev.hob.wire;

import dev.hob.api.AckNotices;
import dev.hob.api.Acknowledged;
import dev.hob.api.AgentGone;
import dev.hob.api.Changes;
import dev.hob.api.Counts;
import dev.hob.api.EndSession;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.Log;
import dev.hob.api.LogReading;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Offer;
import dev.hob.api.Output;
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
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import dev.hob.model.WatchId;
import dev.hob.model.WriteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keeps what it was asked, and says yes to everything but the following of a log. */
final class RecordingHob implements Hob {
  private static final TaskRecord TASK = SampleTasks.running("t1a2b3c4d5");
  private static final TaskReply REPLY = TaskReply.of(TASK);
  private static final Output OUTPUT =
      new Output(
          new Output.Excerpt(0, 3, 3, new Output.Content.Text("ok\n")),
          Optional.empty(),
          "3-0",
          List.of(),
          Optional.empty());

  private static final SessionRow ROW =
      new SessionRow(TASK.session(), "", false, Optional.empty(), List.of(7L), 1, 2, 3);

  /** What {@link #take} gives. */
  static final Offer OFFER =
      Offer.of(
          TASK.session().hash(),
          "somebody 1",
          List.of(new NoticeId(TASK.id(), NoticeKind.COMPLETION, 1)));

  private final List<Object> asked = new ArrayList<>();

  /** Requests, and what else came with them. */
  List<Object> asked() {
    return asked;
  }

  <T> T last(Class<T> kind) {
    return kind.cast(asked.get(asked.size() - 1));
  }

  private <T> Result<T> noted(Object request, T reply) {
    asked.add(request);
    return Result.ok(reply);
  }

  private <T> CompletableFuture<Result<T>> later(Object request, T reply) {
    return CompletableFuture.completedFuture(noted(request, reply));
  }

  @Override
  public CompletableFuture<Result<TaskReply>> run(RunTask request, Duration longest) {
    asked.add(longest);
    return later(request, REPLY);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> again(RunAgain request) {
    return later(request, REPLY);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> poll(PollTask request) {
    return later(request, REPLY.with(OUTPUT));
  }

  @Override
  public CompletableFuture<Result<Waited>> await(WaitForTasks request) {
    return later(request, new Waited(List.of(REPLY), true));
  }

  @Override
  public CompletableFuture<Result<TaskReply>> kill(KillTask request) {
    return later(request, REPLY);
  }

  @Override
  public CompletableFuture<Result<Written>> write(WriteTask request) {
    return later(
        request,
        new Written(
            TASK,
            request.bytes().length,
            request.bytes().length,
            WriteOutcome.DELIVERED,
            request.typing().close()));
  }

  @Override
  public CompletableFuture<Result<Resized>> resize(ResizeTask request) {
    return later(
        request, new Resized(TASK.id(), request.rows().orElse(24), request.cols().orElse(80)));
  }

  @Override
  public Result<TaskReply> show(WhichTask which) {
    return noted(which, REPLY);
  }

  @Override
  public Result<Log> log(ReadLog request) {
    return noted(request, new Log(TASK, OUTPUT, new byte[0]));
  }

  @Override
  public Result<LogReading> follow(ReadLog request) {
    return Result.refused(Refusal.of(RefusalCode.UNSUPPORTED, "nobody follows here", ""));
  }

  @Override
  public Result<TaskPage> list(ListTasks request) {
    return noted(
        request, new TaskPage(List.of(TASK), Optional.empty(), new Counts(Map.of()), false));
  }

  @Override
  public Result<Counts> count(Scope scope) {
    return noted(scope, new Counts(Map.of("running", 1)));
  }

  @Override
  public CompletableFuture<Result<Removed>> remove(RemoveTasks request) {
    return later(request, new Removed(List.of(), 0, List.of()));
  }

  @Override
  public CompletableFuture<Result<Removed>> clear(Scope scope) {
    return later(scope, new Removed(List.of(), 0, List.of()));
  }

  @Override
  public Changes.Hearing hear(Changes changes) {
    return () -> {};
  }

  @Override
  public CompletableFuture<Result<NoticeBlock>> take(TakeNotices request) {
    return later(request, new NoticeBlock(List.of(), OFFER, 0, false, ""));
  }

  @Override
  public CompletableFuture<Result<Acknowledged>> acknowledge(AckNotices request) {
    return later(request, new Acknowledged(List.of(), List.of()));
  }

  @Override
  public void release(Offer offer) {
    asked.add(offer);
  }

  @Override
  public CompletableFuture<Result<Watching>> watch(WatchTask request) {
    return later(request, new Watching(TASK, new WatchId(1), request.what().goal()));
  }

  @Override
  public CompletableFuture<Result<Watching>> unwatch(Unwatch request) {
    return later(request, new Watching(TASK, new WatchId(1), new WatchGoal.FirstOutput()));
  }

  @Override
  public CompletableFuture<Result<SessionRow>> register(RegisterSession request) {
    return later(request, ROW);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> endSession(EndSession request) {
    return later(request, ROW);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> agentGone(AgentGone request) {
    return later(request, ROW);
  }

  @Override
  public Result<SessionPage> sessions() {
    return noted("sessions", new SessionPage(List.of(ROW)));
  }

  @Override
  public Optional<SessionKey> sessionOf(long pid) {
    return Optional.empty();
  }
}
