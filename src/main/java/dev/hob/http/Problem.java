package dev.hob.http;

import java.nio.charset.StandardCharsets;

/** What the server itself refuses. The texts are fixed, so they need no escapes in JSON. */
enum Problem {
  MALFORMED(400, "this is not a request that can be read", ""),
  BAD_QUERY(400, "the query cannot be read", "give each parameter once, encoded as UTF-8"),
  NO_TOKEN(401, "this port wants a token", "send it as Authorization: Bearer"),
  FOREIGN_HOST(403, "the Host is not this machine", "use localhost, 127.0.0.1 or [::1]"),
  FOREIGN_ORIGIN(403, "pages of other origins may not ask", ""),
  NOT_FOUND(404, "there is nothing under this path", "paths begin with /v1/"),
  NO_SUCH_CALL(404, "there is no such call", "it was never made, or is forgotten"),
  WRONG_METHOD(405, "this path does not take this method", "see Allow"),
  TOO_SLOW(408, "the body took too long to arrive", ""),
  CALL_TAKEN(409, "there is a call with this id already", "take a fresh id"),
  READ_ALREADY(409, "somebody else reads this stream", ""),
  TOO_LARGE(413, "the body is too large", ""),
  INTERNAL(500, "hob could not answer this; its log says why", ""),
  LEAVING(503, "hob is shutting down", "send the request again"),
  BUSY(429, "too much is in progress", "try again in a moment");

  private final int status;
  private final String message;
  private final String hint;

  Problem(int status, String message, String hint) {
    this.status = status;
    this.message = message;
    this.hint = hint;
  }

  int status() {
    return status;
  }

  byte[] json() {
    String code = status < BUSY.status ? "bad_request" : code();
    String text =
        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"hint\":\"%s\"}}"
            .formatted(code, message, hint);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Of what is no fault of the request. */
  private String code() {
    return this == INTERNAL ? "internal" : "daemon_unreachable";
  }

  ProblemException exception() {
    return new ProblemException(this);
  }
}
