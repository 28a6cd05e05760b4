package dev.hob.http;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that a client goes away while nothing is being sent to it. Jetty does not look at a
 * connection while its request is being answered, so this does. A client of such a reply sends
 * nothing after its request: whatever comes ends the connection, be it the end of its stream or
 * another request.
 */
final class Departure implements Callback {
  /**
   * For that long a quick reply is spared the look at its client; a lasting one hears of it late.
   */
  static final long UNWATCHED_MILLIS = 500;

  private final EndPoint client;
  private final Runnable gone;
  private final long usualTimeout;

  /** Guards watching and its end against each other. Only Jetty is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final AtomicBoolean over = new AtomicBoolean();

  Departure(Request request, Runnable gone) {
    this.client = request.getConnectionMetaData().getConnection().getEndPoint();
    this.gone = gone;
    this.usualTimeout = client.getIdleTimeout();
  }

  /** The request must have been read to its end, and its reply must close the connection. */
  void watch() {
    if (!isWatched()) {
      leave();
    }
  }

  /** Also true when there is nothing to be watched any more. */
  private boolean isWatched() {
    lock.lock();
    try {
      if (over.get()) {
        return true;
      }
      // Neither side may have anything to say for hours; the system tells when the client ends.
      client.setIdleTimeout(0);
      return client.tryFillInterested(this);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void succeeded() {
    if (over.get()) {
      return;
    }
    if (somethingCame()) {
      leave();
    } else {
      watch();
    }
  }

  private boolean somethingCame() {
    try {
      return client.fill(BufferUtil.allocate(1)) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void failed(Throwable cause) {
    leave();
  }

  private void leave() {
    if (over.compareAndSet(false, true)) {
      gone.run();
    }
  }

  /** Closes the connection; a write that is waiting for it fails. */
  void cut() {
    client.close();
  }

  /** Whoever does not read what comes now is cut off as usual. */
  void resumeTimeout() {
    client.setIdleTimeout(usualTimeout);
  }

  /** Must come before the reply is complete: Jetty reads the connection from then on. */
  void stopWatching() {
    lock.lock();
    try {
      if (over.compareAndSet(false, true) && client instanceof AbstractEndPoint watched) {
        watched.getFillInterest().onFail(new ClosedChannelException());
      }
    } finally {
      lock.unlock();
    }
  }
}
