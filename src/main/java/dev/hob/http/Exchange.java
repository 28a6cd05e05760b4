package dev.hob.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and the one reply to it. */
record Exchange(Request request, Response response, Callback callback, Consumer<String> troubles) {
  private static final String JSON = "application/json";

  void reply(Answer answer) {
    Callback orUnsent =
        Callback.from(
            callback::succeeded,
            failure -> {
              tellUnsent(answer);
              callback.failed(failure);
            });
    reply(answer.status(), JSON, answer.json(), orUnsent);
  }

  /** For an answer of which nobody gets all. */
  void tellUnsent(Answer answer) {
    try {
      answer.unsent().run();
    } catch (RuntimeException e) {
      troubles.accept("what a service does when an answer was not sent failed: " + e);
    }
  }

  /** Replies, and does something when the client's system has taken all of it. */
  void replyThen(Runnable sent, String type, byte[] body) {
    Callback both =
        Callback.from(
            () -> {
              sent.run();
              callback.succeeded();
            },
            callback::failed);
    reply(HttpStatus.OK_200, type, body, both);
  }

  private void reply(int status, String type, byte[] body, Callback sent) {
    prepare(status, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    new SlicedReply(response, body, sent).iterate();
  }

  /** The reply, when there is one, is the last on its connection. */
  void closeAfterwards() {
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
  }

  /** The connection is closed: of a refused request nobody may have read the body. */
  void refuse(Problem problem) {
    closeAfterwards();
    reply(problem.status(), JSON, problem.json(), callback);
  }

  /** The reply is on its way when {@code replied} completes, or becomes one that says why not. */
  void settle(String what, CompletableFuture<?> replied) {
    Future<?> ignored =
        replied.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                fail(what, failure);
              }
            });
  }

  /** What went wrong becomes a reply; the client is told no more than that. */
  void fail(String what, Throwable cause) {
    Throwable reason = cause instanceof CompletionException wrapped ? inner(wrapped) : cause;
    if (reason instanceof ProblemException refused) {
      refuse(refused.problem());
    } else {
      troubles.accept(what + " failed: " + reason);
      refuse(Problem.INTERNAL);
    }
  }

  private static Throwable inner(CompletionException wrapper) {
    Throwable cause = wrapper.getCause();
    return cause == null ? wrapper : cause;
  }

  void prepare(int status, String type) {
    response.setStatus(status);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, type);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
  }

  /** What was written is the whole reply. */
  void finish() {
    callback.succeeded();
  }

  /** What was written is not the whole reply, and the client sees that. */
  void abort(Throwable cause) {
    callback.failed(cause);
  }
}
