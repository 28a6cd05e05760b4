package dev.hob.api;

import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Everything that can be asked of hob. Replies come when they are true on disk. What may have to
 * wait for a command or for the disk answers later; the rest reads what is there.
 */
public interface Hob {

  /**
   * Starts a command, and waits so long for its end that a short one costs one call; with the wait
   * comes the output.
   */
  CompletableFuture<Result<TaskReply>> run(RunTask request, Duration longest);

  CompletableFuture<Result<TaskReply>> again(RunAgain request);

  CompletableFuture<Result<TaskReply>> poll(PollTask request);

  CompletableFuture<Result<Waited>> await(WaitForTasks request);

  CompletableFuture<Result<TaskReply>> kill(KillTask request);

  CompletableFuture<Result<Written>> write(WriteTask request);

  CompletableFuture<Result<Resized>> resize(ResizeTask request);

  Result<TaskReply> show(WhichTask which);

  Result<Log> log(ReadLog request);

  /** The same from its beginning to the end, however long that is. */
  Result<LogReading> follow(ReadLog request);

  Result<TaskPage> list(ListTasks request);

  Result<Counts> count(Scope scope);

  CompletableFuture<Result<Removed>> remove(RemoveTasks request);

  /** Removes all ended tasks of the scope. */
  CompletableFuture<Result<Removed>> clear(Scope scope);

  Changes.Hearing hear(Changes changes);

  /** What is due for the caller; empty when nothing came in that time. */
  CompletableFuture<Result<NoticeBlock>> take(TakeNotices request);

  /** What was offered has come. Done when that is on disk. */
  CompletableFuture<Result<Acknowledged>> acknowledge(AckNotices request);

  /** What was offered did not come, as far as anybody knows: it is offered to the next one. */
  void release(Offer offer);

  /** Done when the watch is on disk: from then on it misses nothing. */
  CompletableFuture<Result<Watching>> watch(WatchTask request);

  CompletableFuture<Result<Watching>> unwatch(Unwatch request);

  /** A harness says which session it speaks for. Done when that is on disk. */
  CompletableFuture<Result<SessionRow>> register(RegisterSession request);

  /** A session is over; what runs of it is ended if that is wanted, and then it is verified. */
  CompletableFuture<Result<SessionRow>> endSession(EndSession request);

  CompletableFuture<Result<SessionRow>> agentGone(AgentGone request);

  Result<SessionPage> sessions();

  /** What a process, or the nearest of its ancestors that was registered, speaks for. */
  Optional<SessionKey> sessionOf(long pid);
}
