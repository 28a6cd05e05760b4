package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.CommandSpec.Stdin;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.model.WriteOutcome;
import dev.hob.model.WriteRecord;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.Signal;
import dev.hob.process.pipe.InputFifo;
import dev.hob.process.pty.LongLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** Writes to commands whose input was kept open, and to those in a terminal. */
final class Typing {
  /** How long is waited for a command that does not read. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** And for it to read what was accepted; most do so at once. */
  private static final Duration UNTIL_DELIVERED = Duration.ofMillis(200);

  private static final Duration BETWEEN_OFFERS = Duration.ofMillis(5);

  private static final int MOST_BYTES = 1 << 20;

  private final Surroundings all;
  private final LiveTasks live;
  private final Terminals terminals;
  private final Map<Request, CompletableFuture<Result<Typed>>> goingOn = new ConcurrentHashMap<>();

  Typing(Surroundings all, LiveTasks live, Terminals terminals) {
    this.all = all;
    this.live = live;
    this.terminals = terminals;
  }

  /**
   * What has become of a write.
   *
   * @param bytes how many were accepted; fewer than given where the command does not read
   */
  record Typed(int bytes, int given, WriteOutcome outcome) {
    static final Typed NOTHING = new Typed(0, 0, WriteOutcome.DELIVERED);

    private static Typed of(WriteRecord.Done done) {
      return new Typed(done.bytes(), done.given(), done.outcome());
    }

    private WriteRecord.Done toRecord() {
      return new WriteRecord.Done(bytes, given, outcome);
    }
  }

  /** A write of a task, by its request id. */
  private record Request(BundleName task, String id) {}

  /**
   * Writes; or, where that was done under the same request id, says what became of it. One that
   * goes on is waited for, and of one in which an earlier hob died nobody knows.
   */
  CompletableFuture<Result<Typed>> write(
      BundleName name, byte[] bytes, Optional<String> requestId) {
    CompletableFuture<Result<Typed>> reply = new CompletableFuture<>();
    Optional<Request> request = requestId.map(it -> new Request(name, it));
    CompletableFuture<Result<Typed>> before =
        request.map(it -> goingOn.putIfAbsent(it, reply)).orElse(null);
    if (before != null) {
      return before;
    }
    Future<?> ignored = reply.whenComplete((done, failure) -> request.ifPresent(goingOn::remove));
    Optional<Typed> told = request.flatMap(this::told);
    Optional<Refusal> problem = told.isPresent() ? Optional.empty() : problem(name, bytes);
    if (told.isPresent() || problem.isPresent()) {
      reply.complete(problem.map(Result::<Typed>refused).orElseGet(() -> Result.ok(told.get())));
      return reply;
    }
    Path fifo = all.storage().store().bundle(name).input();
    offer(new Offer(name, fifo, bytes.clone(), requestId, reply), 0, now().plus(PATIENCE));
    return reply;
  }

  private Optional<Typed> told(Request request) {
    BundleStore store = all.storage().store();
    return store
        .writes()
        .find(store.bundle(request.task()), request.id())
        .map(it -> it.done().map(Typed::of).orElse(new Typed(0, 0, WriteOutcome.UNKNOWN)));
  }

  private Optional<Refusal> problem(BundleName name, byte[] bytes) {
    Optional<Refusal> closed = openInput(name).fold(it -> Optional.empty(), Optional::of);
    if (closed.isPresent()) {
      return closed;
    }
    return bytes.length > MOST_BYTES
        ? Optional.of(
            refusal(
                RefusalCode.BAD_REQUEST,
                name,
                bytes.length + " bytes are more than can be written at a time",
                "at most 1 MiB: write it in parts, or have the command read a file"))
        : Optional.empty();
  }

  private Duration now() {
    return all.clocks().boot().now();
  }

  /** Bytes on their way. A class, for bytes are not compared. */
  private static final class Offer {
    private final BundleName name;
    private final Path fifo;
    private final byte[] bytes;
    private final Optional<String> requestId;
    private final CompletableFuture<Result<Typed>> reply;

    Offer(
        BundleName name,
        Path fifo,
        byte[] bytes,
        Optional<String> requestId,
        CompletableFuture<Result<Typed>> reply) {
      this.name = name;
      this.fifo = fifo;
      this.bytes = bytes;
      this.requestId = requestId;
      this.reply = reply;
    }

    byte[] from(int done) {
      return Arrays.copyOfRange(bytes, done, bytes.length);
    }
  }

  /** On the lane, so that two writers do not mix; between two offers others have their turn. */
  private void offer(Offer offer, int done, Duration until) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(offer.name, files -> takeOffer(files, offer, done, until))
            .exceptionally(
                failure -> {
                  offer.reply.complete(Result.refused(ended(offer.name, failure)));
                  return false;
                });
  }

  private boolean takeOffer(TaskFiles files, Offer offer, int done, Duration until)
      throws IOException {
    Optional<Refusal> tooLong = done == 0 ? tooLong(offer) : Optional.empty();
    if (tooLong.isPresent()) {
      return offer.reply.complete(Result.refused(tooLong.get()));
    }
    if (done == 0) {
      note(files, offer, Optional.empty()); // commit: it is not begun again
    }
    int taken = InputFifo.offer(offer.fifo, offer.from(done));
    int sum = done + taken;
    if (sum == offer.bytes.length) {
      return deliver(files, offer, now().plus(UNTIL_DELIVERED));
    }
    Duration patience = taken > 0 ? now().plus(PATIENCE) : until;
    if (now().compareTo(patience) >= 0) {
      return conclude(files, offer, sum, WriteOutcome.STUCK);
    }
    all.threads().later(BETWEEN_OFFERS, () -> offer(offer, sum, patience));
    return true;
  }

  /** The kernel would drop the rest of the line without a word. */
  private Optional<Refusal> tooLong(Offer offer) throws IOException {
    Optional<LiveTask> task = live.find(offer.name).filter(LiveTask::isPty);
    if (task.isEmpty() || !terminals.gathersLines(task.get())) {
      task.ifPresent(it -> it.unfinishedLine(0));
      return Optional.empty();
    }
    int unfinished = LongLines.unfinished(task.get().unfinishedLine(), offer.bytes);
    if (unfinished < 0) {
      return Optional.of(
          refusal(
              RefusalCode.LINE_TOO_LONG,
              offer.name,
              "a line of more than "
                  + LongLines.MOST
                  + " bytes would be cut off by the terminal, which gathers lines",
              "write shorter lines, or give the text to the command in a file"));
    }
    task.get().unfinishedLine(unfinished);
    return Optional.empty();
  }

  /** A command that ends meanwhile has left what it did not read. */
  private boolean deliver(TaskFiles files, Offer offer, Duration until) {
    boolean delivered = isRead(offer);
    if (!delivered && now().compareTo(until) < 0) {
      all.threads().later(BETWEEN_OFFERS, () -> deliverLater(offer, until));
      return true;
    }
    return conclude(
        files,
        offer,
        offer.bytes.length,
        delivered ? WriteOutcome.DELIVERED : WriteOutcome.ACCEPTED);
  }

  private static boolean isRead(Offer offer) {
    try {
      return InputFifo.waiting(offer.fifo) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void deliverLater(Offer offer, Duration until) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(offer.name, files -> deliver(files, offer, until))
            .exceptionally(
                failure ->
                    offer.reply.complete(
                        Result.ok(
                            new Typed(
                                offer.bytes.length, offer.bytes.length, WriteOutcome.ACCEPTED))));
  }

  private boolean conclude(TaskFiles files, Offer offer, int bytes, WriteOutcome outcome) {
    Typed typed = new Typed(bytes, offer.bytes.length, outcome);
    note(files, offer, Optional.of(typed.toRecord()));
    return offer.reply.complete(Result.ok(typed));
  }

  /** On a full disk there is no note, for it must be possible to interrupt what fills it. */
  private void note(TaskFiles files, Offer offer, Optional<WriteRecord.Done> done) {
    try {
      if (offer.requestId.isPresent()) {
        files.write(offer.requestId.get(), done);
      }
    } catch (IOException e) {
      all.troubles().accept("a write into " + offer.name.task() + " is not noted: " + e);
    }
  }

  private static Refusal ended(BundleName name, Throwable failure) {
    return refusal(
        RefusalCode.TASK_ENDED,
        name,
        "task " + name.task() + " reads no more: " + failure.getMessage(),
        "");
  }

  CompletableFuture<Result<TaskRecord>> close(BundleName name) {
    Result<LiveTask> open = openInput(name).flatMap(it -> closable(name, it));
    if (open instanceof Result.Refused<LiveTask> refused) {
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

  private static Result<LiveTask> closable(BundleName name, LiveTask task) {
    return task.isPty()
        ? refused(
            RefusalCode.UNSUPPORTED,
            name,
            "the input of a terminal cannot be closed",
            "type what ends it for the command, such as ctrl-d at the beginning of a line")
        : Result.ok(task);
  }

  private void end(ProcessRef holder) {
    HeldProcess.send(Signal.KILL, holder, all.processes().table());
  }

  private Result<LiveTask> openInput(BundleName name) {
    return terminals
        .live(name)
        .flatMap(
            task -> {
              if (task.isPty()) {
                return Result.ok(task);
              }
              if (task.record().order().command().stdin() != Stdin.OPEN) {
                return refused(
                    RefusalCode.STDIN_CLOSED,
                    name,
                    "the input of task " + name.task() + " was never open",
                    "start it with an open input: --stdin open");
              }
              return task.holder().isPresent()
                  ? Result.ok(task)
                  : refused(
                      RefusalCode.STDIN_CLOSED,
                      name,
                      "the input of task " + name.task() + " is closed",
                      "");
            });
  }

  private static <T> Result<T> refused(
      RefusalCode code, BundleName name, String message, String hint) {
    return Result.refused(refusal(code, name, message, hint));
  }

  private static Refusal refusal(RefusalCode code, BundleName name, String message, String hint) {
    return Refusal.of(code, message, hint).about(name.task());
  }
}
