package dev.hob.http;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;

/** Sends an outbox to a client as fast as that reads; then the connection is closed. */
final class Outflow extends IteratingCallback {
  private final Outbox from;
  private final Exchange to;
  private final Runnable gone;
  private final Runnable done;
  private final Departure departure;
  private final AtomicBoolean headersSent = new AtomicBoolean();
  private final AtomicBoolean endSent = new AtomicBoolean();
  private final AtomicBoolean broken = new AtomicBoolean();

  /**
   * @param gone runs if the client goes before the end, once
   * @param done runs when all was sent
   */
  Outflow(Outbox from, Exchange to, Runnable gone, Runnable done) {
    this.from = from;
    this.to = to;
    this.gone = gone;
    this.done = done;
    this.departure = new Departure(to.request(), this::breakOff);
  }

  /** Sends the headers at once, whenever the first byte comes; the last chunk says that it was. */
  void startChunked(String type) {
    prepare(type).put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED);
    departure.watch();
    start();
  }

  /**
   * Sends the headers with the first bytes. The end of the connection is the end of the reply, so
   * the reply must tell by itself whether it is whole. Nobody looks yet whether the client is
   * there: to begin with that takes longer than most replies.
   */
  void startToClose(String type) {
    prepare(type);
    headersSent.set(true);
    start();
  }

  private HttpFields.Mutable prepare(String type) {
    to.prepare(HttpStatus.OK_200, type);
    HttpFields.Mutable headers = to.response().getHeaders();
    headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    return headers;
  }

  /** From now on the client's going is noticed. The headers are sent first, if nothing was yet. */
  void watch() {
    headersSent.set(false);
    iterate();
    departure.watch();
  }

  private void start() {
    from.read(this::iterate);
    iterate();
  }

  @Override
  protected Action process() {
    if (headersSent.compareAndSet(false, true)) {
      to.response().write(false, BufferUtil.EMPTY_BUFFER, this);
      return Action.SCHEDULED;
    }
    // Asked first: after the end nothing can come between the two questions.
    boolean last = from.isOver();
    byte[] piece = from.take();
    if (endSent.get()) {
      return Action.SUCCEEDED;
    }
    if (piece.length > 0 || last) {
      to.response().write(isLast(), ByteBuffer.wrap(piece), this);
      return Action.SCHEDULED;
    }
    return Action.IDLE;
  }

  /**
   * The last piece takes the end of the reply along: that saves a write, and waking the client. It
   * may be empty: so whoever is gone by then is noticed.
   */
  private boolean isLast() {
    boolean last = from.isDrained();
    if (last) {
      endSent.set(true);
      departure.stopWatching();
    }
    return last;
  }

  @Override
  protected void onCompleteSuccess() {
    departure.stopWatching();
    to.finish();
    done.run();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    departure.stopWatching();
    tellGone();
    to.abort(cause);
  }

  private void tellGone() {
    if (broken.compareAndSet(false, true)) {
      gone.run();
    }
  }

  /** Ends the connection without the rest. */
  void breakOff() {
    tellGone();
    abort(new EOFException("the client is gone"));
    departure.cut();
  }
}
