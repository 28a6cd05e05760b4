package dev.hob.http;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A command line whose stdout, stderr and exit status go to the launcher in one reply, in the order
 * in which they come. Nobody asks for its end later, so nobody needs to find it.
 */
final class FramedCall implements CallStreams {
  static final String TYPE = "application/vnd.hob.frames";

  /**
   * For that long a quick call is spared the look at its client; a lasting one hears of it late.
   */
  private static final long UNWATCHED_MILLIS = 500;

  private final Outbox frames = new Outbox(Call.STDOUT_BOUND);
  private final AtomicBoolean over = new AtomicBoolean();
  private final Moment gone;

  FramedCall(Consumer<String> troubles) {
    this.gone = new Moment(troubles);
  }

  void send(Exchange exchange, ScheduledExecutorService timers) {
    Outflow flow = new Outflow(frames, exchange, this::leave, () -> {});
    flow.startToClose(TYPE);
    Future<?> ignored = timers.schedule(flow::watch, UNWATCHED_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void leave() {
    frames.breakOff();
    if (!over.get()) {
      gone.comes();
    }
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
  public void exit(int status) {
    over.set(true);
    byte[] digits = Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
    frames.endWith(Frame.EXIT.of(digits, 0, digits.length));
  }

  @Override
  public void onGone(Runnable action) {
    gone.then(action);
  }
}
