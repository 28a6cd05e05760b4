package dev.hob.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Writes a whole body in slices. The JDK copies what is written into memory outside of the heap,
 * and each thread keeps the largest such copy for ever.
 */
final class SlicedReply extends IteratingCallback {
  private final Response response;
  private final ByteBuffer body;
  private final Callback done;

  SlicedReply(Response response, byte[] body, Callback done) {
    this.response = response;
    this.body = ByteBuffer.wrap(body);
    this.done = done;
  }

  @Override
  protected Action process() {
    if (!body.hasRemaining()) {
      return Action.SUCCEEDED;
    }
    ByteBuffer slice = body.slice(body.position(), Math.min(body.remaining(), Outbox.PIECE));
    body.position(body.position() + slice.remaining());
    response.write(!body.hasRemaining(), slice, this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    done.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    done.failed(cause);
  }
}
