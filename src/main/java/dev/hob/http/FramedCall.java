package dev.hob.http;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A command line whose stdout, stderr and exit status go to the launcher in one reply, in the order
 * in which they come. Nobody asks for its end later, so nobody needs to find it; but for a launcher
 * that owes a proof, which comes by another connection.
 */
final class FramedCall implements CallStreams {
  static final String TYPE = "application/vnd.hob.frames";

  private final String id;
  private final Proofs proofs;
  private final Consumer<String> troubles;
  private final Outbox frames = new Outbox(Call.STDOUT_BOUND);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Proof> proof;
  private final Moment gone;

  FramedCall(String id, Proofs proofs, Consumer<String> troubles) {
    this.id = id;
    this.proofs = proofs;
    this.troubles = troubles;
    this.proof = new AtomicReference<>(new Proof(Receipt.NONE, troubles));
    this.gone = new Moment(troubles);
  }

  void send(Exchange exchange, ScheduledExecutorService timers) {
    Outflow flow = new Outflow(frames, exchange, this::leave, () -> {});
    flow.startToClose(TYPE);
    Future<?> ignored =
        timers.schedule(flow::watch, Departure.UNWATCHED_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void leave() {
    frames.breakOff();
    if (!over.get()) {
      gone.comes();
    }
    Objects.requireNonNull(proof.get()).lose();
  }

  /** Nothing more comes, and the launcher sees that it has no exit. */
  void callOff() {
    over.set(true);
    frames.end();
  }

  @Override
  public OutputStream stdout() {
    return new OutboxStream(frames, Frame.STDOUT::of);
  }

  @Override
  public OutputStream stderr() {
    return new OutboxStream(frames, Frame.STDERR::of);
  }

  @Override
  public void exit(int status, Receipt receipt) {
    Proof wanted = new Proof(receipt, troubles);
    if (!over.compareAndSet(false, true)) {
      wanted.lose();
    } else if (wanted.isWanted()) {
      endAfter(wanted, status);
    } else {
      end(status);
    }
  }

  private void endAfter(Proof wanted, int status) {
    proof.set(wanted);
    Future<?> ignored = wanted.outcome().thenAccept(shown -> end(status));
    // Known before it is asked for. A client that goes from here on loses it by that; one that went
    // before has broken the frames.
    if (!proofs.expect(id, wanted) || !frames.sealWith(Frame.RECEIPT.of(new byte[0], 0, 0))) {
      wanted.lose();
    }
  }

  private void end(int status) {
    byte[] digits = Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
    frames.endWith(Frame.EXIT.of(digits, 0, digits.length));
  }

  @Override
  public void onGone(Runnable action) {
    gone.then(action);
  }
}
