package dev.hob.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets each request through the gate, counts it, and brings it to the desk that its path names.
 * None of that waits for anything, so it is done by the thread that read the request.
 */
final class Front extends Handler.Abstract.NonBlocking {
  private final Work work;
  private final Connections connections;
  private final Desks desks;
  private final Consumer<String> troubles;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean leaving = new AtomicBoolean();

  Front(Work work, Connections connections, Desks desks, Consumer<String> troubles) {
    this.work = work;
    this.connections = connections;
    this.desks = desks;
    this.troubles = troubles;
  }

  /** From now on a client that wants something more has to connect anew, perhaps elsewhere. */
  void keepNoConnection() {
    closing.set(true);
  }

  /** From now on nothing new is begun; what is in progress can still be seen to its end. */
  void beginNothing() {
    leaving.set(true);
  }

  /** It was not to be. */
  void beginAgain() {
    leaving.set(false);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    boolean room = work.begin();
    connections.requestBegins(client);
    Callback counted =
        Callback.from(
            callback,
            () -> {
              connections.requestEnds(client);
              work.end();
            });
    Exchange exchange = new Exchange(request, response, counted, troubles);
    if (closing.get()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    // How long an answer takes is the service's affair.
    request.addIdleTimeoutListener(timeout -> false);
    Optional<Problem> refusal = room ? refusal(request) : Optional.of(Problem.BUSY);
    refusal.ifPresentOrElse(exchange::refuse, () -> desks.serve(exchange));
    return true;
  }

  private Optional<Problem> refusal(Request request) {
    return leaving.get() && Desks.beginsSomething(request)
        ? Optional.of(Problem.LEAVING)
        : gate(request).refusal(request);
  }

  private static Gate gate(Request request) {
    return ((Entrance) request.getConnectionMetaData().getConnector()).gate();
  }
}
