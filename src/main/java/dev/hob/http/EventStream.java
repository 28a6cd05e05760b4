package dev.hob.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Server-sent events for one client. A client that does not keep up loses its connection. */
final class EventStream implements EventSink {
  /** Some seconds of a busy session; a client that lags more had better start anew. */
  static final int BOUND = 1 << 20;

  private final Outbox outbox = new Outbox(BOUND);
  private final Moment closed;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Outflow flow;

  EventStream(Exchange exchange) {
    this.flow = new Outflow(outbox, exchange, this::gone, () -> {});
    this.closed = new Moment(exchange.troubles());
  }

  /** What was sent so far goes out, and from now on everything at once. */
  void start() {
    started.set(true);
    flow.startChunked("text/event-stream");
  }

  @Override
  public boolean send(Optional<String> id, String event, String data) {
    StringBuilder text = new StringBuilder();
    id.ifPresent(it -> text.append("id: ").append(oneLine(it)).append('\n'));
    text.append("event: ").append(oneLine(event)).append('\n');
    data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    return offer(text.append('\n').toString());
  }

  private static String oneLine(String value) {
    if (value.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException("more than one line: " + value);
    }
    return value;
  }

  @Override
  public boolean beat() {
    return offer(": \n\n");
  }

  private boolean offer(String text) {
    if (closed.hasCome()) {
      return false;
    }
    boolean taken = outbox.offer(text.getBytes(StandardCharsets.UTF_8));
    if (!taken && started.get()) {
      flow.breakOff();
    } else if (!taken) {
      callOff();
    }
    return taken;
  }

  /** What was sent goes nowhere; the reply is somebody else's, or has not begun. */
  void callOff() {
    gone();
  }

  @Override
  public void close() {
    outbox.end();
    closed.comes();
  }

  private void gone() {
    outbox.breakOff();
    closed.comes();
  }

  @Override
  public void onClosed(Runnable action) {
    closed.then(action);
  }
}
