package dev.hob.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What is served. The methods are called on the thread that reads all connections: whatever waits,
 * be it for the disk, belongs onto the service's own threads. A throw and a failed future are told
 * to the client as {@code internal} and to the settings' troubles in words.
 */
public interface Service {
  /**
   * {@code POST /v1/{verb}}.
   *
   * @param verb letters of {@code a-z_}, 32 at most
   * @return is cancelled when the client goes while there is no answer yet
   */
  CompletableFuture<Answer> call(String verb, byte[] body);

  /**
   * {@code GET /v1/{path}}: what is sent into the sink follows, unless there is an answer.
   *
   * @param path segments of {@code A-Za-z0-9_-}, with a slash between them
   * @param sink may be sent to before the future is complete; it is closed if that gives an answer
   */
  CompletableFuture<Optional<Answer>> stream(
      String path, Map<String, String> query, EventSink sink);

  /**
   * {@code POST /mcp}: a message of a client that speaks the Model Context Protocol.
   *
   * @return with nothing in it where nothing is to be answered; is cancelled as that of a call
   */
  CompletableFuture<Answer> tools(Map<String, String> query, byte[] message);

  /** {@code POST /v1/cli/{call}}: the launcher asks for a command line to be carried out. */
  void commandLine(String call, byte[] body, CallStreams streams);
}
