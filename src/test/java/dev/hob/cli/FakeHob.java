package dev.hob.cli;

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
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Replies what a test has laid ready, in that order, and keeps what it was asked. */
final class FakeHob implements Hob {
  private final Deque<Object> replies = new ArrayDeque<>();
  private final List<Object> requests = new ArrayList<>();

  FakeHob replies(Object... next) {
    replies.addAll(List.of(next));
    return this;
  }

  <T> T asked(Class<T> kind) {
    return requests.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  List<Object> requests() {
    return requests;
  }

  @SuppressWarnings("unchecked") // a test that lays the wrong reply ready fails at once
  private <T> Result<T> reply(Object request) {
    requests.add(request);
    Object reply = replies.isEmpty() ? none() : replies.remove();
    return reply instanceof Refusal refusal ? Result.refused(refusal) : Result.ok((T) reply);
  }

  private static Refusal none() {
    return Refusal.of(RefusalCode.TASK_NOT_FOUND, "no such task", "see hob list");
  }

  @SuppressWarnings("unchecked") // the same
  private <T> CompletableFuture<Result<T>> later(Object request) {
    if (replies.peek() instanceof CompletableFuture<?> future) {
      requests.add(request);
      replies.remove();
      return (CompletableFuture<Result<T>>) future;
    }
    return CompletableFuture.completedFuture(reply(request));
  }

  @Override
  public CompletableFuture<Result<TaskReply>> run(RunTask request, Duration longest) {
    requests.add(longest);
    return later(request);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> again(RunAgain request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> poll(PollTask request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Waited>> await(WaitForTasks request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<TaskReply>> kill(KillTask request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Written>> write(WriteTask request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Resized>> resize(ResizeTask request) {
    return later(request);
  }

  @Override
  public Result<TaskReply> show(WhichTask which) {
    return reply(which);
  }

  @Override
  public Result<Log> log(ReadLog request) {
    return reply(request);
  }

  @Override
  public Result<LogReading> follow(ReadLog request) {
    return reply(request);
  }

  @Override
  public Result<TaskPage> list(ListTasks request) {
    return reply(request);
  }

  @Override
  public Result<Counts> count(Scope scope) {
    return reply(scope);
  }

  @Override
  public CompletableFuture<Result<Removed>> remove(RemoveTasks request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Removed>> clear(Scope scope) {
    return later(scope);
  }

  @Override
  public Changes.Hearing hear(Changes changes) {
    return () -> {};
  }

  @Override
  public CompletableFuture<Result<NoticeBlock>> take(TakeNotices request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Acknowledged>> acknowledge(AckNotices request) {
    return later(request);
  }

  @Override
  public void release(Offer offer) {
    requests.add(offer);
  }

  @Override
  public CompletableFuture<Result<Watching>> watch(WatchTask request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<Watching>> unwatch(Unwatch request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> register(RegisterSession request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> endSession(EndSession request) {
    return later(request);
  }

  @Override
  public CompletableFuture<Result<SessionRow>> agentGone(AgentGone request) {
    return later(request);
  }

  @Override
  public Result<SessionPage> sessions() {
    return reply("sessions");
  }

  @Override
  public Optional<SessionKey> sessionOf(long pid) {
    return Optional.empty();
  }
}
