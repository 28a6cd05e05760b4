package dev.hob.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Tells what Jetty refuses before it becomes a request, in the words of all other problems. */
final class ParserErrors implements Request.Handler {
  private static final int SERVER_ERROR = 500;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem = response.getStatus() == SERVER_ERROR ? Problem.INTERNAL : Problem.MALFORMED;
    byte[] body = problem.json();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
