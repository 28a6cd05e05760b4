package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CommandSpec.Stdin;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import dev.hob.process.pipe.InputFifo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Writes to commands whose input was kept open, and closes it. */
final class Typing {
  /** How long is waited for a command that does not read. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_OFFERS = Duration.ofMillis(5);

  private final Surroundings all;
  private final LiveTasks live;

  Typing(Surroundings all, LiveTasks live) {
    this.all = all;
    this.live = live;
  }

  CompletableFuture<Result<Integer>> write(BundleName name, byte[] bytes) {
    Result<ProcessRef> open = openInput(name);
    if (open instanceof Result.Refused<ProcessRef> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    CompletableFuture<Result<Integer>> reply = new CompletableFuture<>();
    Path fifo = all.storage().store().bundle(name).input();
    offer(
        new Offer(
            fifo, ByteBuffer.wrap(bytes.clone()), all.clocks().boot().now().plus(PATIENCE), reply),
        0,
        name);
    return reply;
  }

  /** Bytes on their way. */
  private record Offer(
      Path fifo, ByteBuffer bytes, Duration until, CompletableFuture<Result<Integer>> reply) {}

  /** On the lane, so that two writers do not mix; between two offers others have their turn. */
  private void offer(Offer offer, int done, BundleName name) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(name, (TaskFiles files) -> takeOffer(offer, done, name))
            .exceptionally(
                failure -> {
                  offer.reply().complete(Result.refused(ended(name, failure)));
                  return false;
                });
  }

  private boolean takeOffer(Offer offer, int done, BundleName name) throws IOException {
    int now =
        done
            + InputFifo.offer(
                offer.fifo(),
                Arrays.copyOfRange(offer.bytes().array(), done, offer.bytes().capacity()));
    boolean late = all.clocks().boot().now().compareTo(offer.until()) >= 0;
    if (now == offer.bytes().capacity() || late) {
      return offer.reply().complete(Result.ok(now));
    }
    all.threads().later(BETWEEN_OFFERS, () -> offer(offer, now, name));
    return true;
  }

  private static Refusal ended(BundleName name, Throwable failure) {
    return Refusal.of(
            RefusalCode.TASK_ENDED,
            "task " + name.task() + " reads no more: " + failure.getMessage(),
            "")
        .about(name.task());
  }

  CompletableFuture<Result<TaskRecord>> close(BundleName name) {
    Result<ProcessRef> open = openInput(name);
    if (open instanceof Result.Refused<ProcessRef> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    return all.storage()
        .writer()
        .inOrder(
            name,
            files -> {
              Optional<LiveTask> task = live.find(name);
              task.flatMap(LiveTask::holder).ifPresent(this::end);
              task.ifPresent(LiveTask::holderEnded);
              return task.map(it -> Result.ok(it.record()))
                  .orElseGet(() -> files.read().orRefusal(name.task()).map(it -> it.record()));
            });
  }

  private void end(ProcessRef holder) {
    HeldProcess.send(Signal.KILL, holder, all.processes().table());
  }

  private Result<ProcessRef> openInput(BundleName name) {
    Optional<LiveTask> task = live.find(name);
    if (task.isEmpty()) {
      return all.storage()
          .store()
          .records()
          .read(name)
          .orRefusal(name.task())
          .flatMap(
              it ->
                  refused(RefusalCode.TASK_ENDED, name, "task " + name.task() + " has ended", ""));
    }
    if (task.get().record().order().command().stdin() != Stdin.OPEN) {
      return refused(
          RefusalCode.STDIN_CLOSED,
          name,
          "the input of task " + name.task() + " was never open",
          "start it with an open input: --stdin open");
    }
    return task.get()
        .holder()
        .map(Result::ok)
        .orElseGet(
            () ->
                refused(
                    RefusalCode.STDIN_CLOSED,
                    name,
                    "the input of task " + name.task() + " is closed",
                    ""));
  }

  private static Result<ProcessRef> refused(
      RefusalCode code, BundleName name, String message, String hint) {
    return Result.refused(Refusal.of(code, message, hint).about(name.task()));
  }
}
