package dev.hob.http;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A command line that is being carried out for a launcher, or is over and not forgotten yet. */
final class Call implements CallStreams {
  /** Enough to keep a fast reader busy, little enough for many that are slow. */
  static final int STDOUT_BOUND = 256 << 10;

  /** A launcher that does not read stderr live gets this much of it at the end. */
  static final int STDERR_BOUND = 1 << 20;

  private static final String BYTES = "application/octet-stream";

  private final Outbox stdout = new Outbox(STDOUT_BOUND);
  private final Outbox stderr = new Outbox(STDERR_BOUND);
  private final AtomicBoolean stderrIsRead = new AtomicBoolean();

  /** Complete when there is no reader, or it has all. */
  private final AtomicReference<CompletableFuture<Boolean>> stderrReading =
      new AtomicReference<>(CompletableFuture.completedFuture(false));

  /** Whether all of it was, when nothing more of it can be. */
  private final CompletableFuture<Boolean> stdoutIsSent = new CompletableFuture<>();

  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Proof> proof;
  private final Consumer<String> troubles;
  private final Moment gone;

  Call(Consumer<String> troubles) {
    this.troubles = troubles;
    this.proof = new AtomicReference<>(new Proof(Receipt.NONE, troubles));
    this.gone = new Moment(troubles);
  }

  void sendStdout(Exchange exchange) {
    new Outflow(stdout, exchange, this::leave, () -> stdoutIsSent.complete(true))
        .startChunked(BYTES);
  }

  private void leave() {
    stdout.breakOff();
    if (!exit.isDone()) {
      gone.comes();
    }
    stdoutIsSent.complete(false);
  }

  /** One reader at a time. */
  void sendStderr(Exchange exchange) {
    if (!stderrIsRead.compareAndSet(false, true)) {
      exchange.refuse(Problem.READ_ALREADY);
      return;
    }
    CompletableFuture<Boolean> reading = new CompletableFuture<>();
    stderrReading.set(reading);
    new Outflow(stderr, exchange, () -> leaveStderr(reading), () -> reading.complete(true))
        .startChunked(BYTES);
  }

  /** Its reader was promised: until it comes, what is written waits instead of being let go. */
  void expectReaderOfStderr(ScheduledExecutorService timers) {
    stderr.read(() -> {});
    Future<?> ignored =
        timers.schedule(this::expectNobody, Calls.AWAITED_SECONDS, TimeUnit.SECONDS);
  }

  private void expectNobody() {
    // As if it were read for a moment, so that a reader that comes just now is not undone.
    if (stderrIsRead.compareAndSet(false, true)) {
      stderr.unread();
      stderrIsRead.set(false);
    }
  }

  private void leaveStderr(CompletableFuture<Boolean> reading) {
    stderr.unread();
    stderrIsRead.set(false);
    reading.complete(false);
  }

  /**
   * When it is over: its status, and what nobody has read of stderr. Who reads it is given all of
   * it first, so that none of it comes by two ways.
   *
   * <p>A launcher asks when it has written out all of stdout, and not if that failed: so this is
   * its proof. Who asks while there is more to come has no such thing to prove.
   */
  CompletableFuture<byte[]> end() {
    CompletableFuture<?> proven = exit.isDone() ? show() : CompletableFuture.completedFuture(false);
    return proven
        .thenCompose(done -> exit)
        .thenCompose(
            status ->
                Objects.requireNonNull(stderrReading.get()).thenApply(done -> endText(status)));
  }

  private CompletableFuture<Boolean> show() {
    Proof wanted = Objects.requireNonNull(proof.get());
    if (!wanted.isWanted()) {
      return CompletableFuture.completedFuture(true);
    }
    // The last of it may have arrived before this side knows that it was sent.
    Future<?> ignored = stdoutIsSent.thenAccept(all -> showIf(all, wanted));
    return wanted.outcome();
  }

  private static void showIf(boolean all, Proof wanted) {
    if (all) {
      wanted.show();
    }
  }

  /** Nobody will prove any more that stdout was written out. */
  void lose() {
    Objects.requireNonNull(proof.get()).lose();
  }

  private byte[] endText(int status) {
    byte[] line = (status + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] rest = stderr.takeAll();
    byte[] text = new byte[line.length + rest.length];
    System.arraycopy(line, 0, text, 0, line.length);
    System.arraycopy(rest, 0, text, line.length, rest.length);
    return text;
  }

  /** It never began; who waits for its streams or its end hears of it. */
  void callOff() {
    exit.completeExceptionally(Problem.NO_SUCH_CALL.exception());
    stdout.end();
    stderr.end();
  }

  /** Completes when nothing more is to be expected of the call. */
  CompletableFuture<?> over() {
    return CompletableFuture.anyOf(exit, gone.future());
  }

  @Override
  public OutputStream stdout() {
    return OutboxStream.plain(stdout);
  }

  @Override
  public OutputStream stderr() {
    return OutboxStream.plain(stderr);
  }

  @Override
  public void exit(int status, Receipt receipt) {
    Proof wanted = new Proof(receipt, troubles);
    if (!over.compareAndSet(false, true)) {
      wanted.lose();
      return;
    }
    proof.set(wanted); // before anybody can ask for the end
    Future<?> ignored = stdoutIsSent.thenAccept(all -> loseUnless(all, wanted));
    exit.complete(status);
    stdout.end();
    stderr.end();
  }

  private static void loseUnless(boolean all, Proof wanted) {
    if (!all) {
      wanted.lose();
    }
  }

  @Override
  public void onGone(Runnable action) {
    gone.then(action);
  }
}
