package dev.hob.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.Result;
import dev.hob.wire.JsonText;
import java.util.Optional;

/** Reads the call of a tool. */
final class CallReader {
  private final ObjectNode message;

  private CallReader(ObjectNode message) {
    this.message = message;
  }

  static Optional<CallReader> read(byte[] message) {
    Result<ObjectNode> parsed = JsonText.parse(message);
    return parsed.fold(it -> Optional.of(new CallReader(it)), refusal -> Optional.empty());
  }

  String tool() {
    return message.path("params").path("name").asText();
  }

  ArgumentsReader arguments() {
    return new ArgumentsReader(given());
  }

  /** The arguments as they are. */
  JsonNode given() {
    return message.path("params").path("arguments");
  }

  /**
   * Whether the answer may come later: in the older form the call says so, in the newer the client.
   */
  boolean mayBeLater(boolean isNew) {
    JsonNode params = message.path("params");
    return isNew
        ? params
            .path("_meta")
            .path(MessageReader.KEYS + "clientCapabilities")
            .path("extensions")
            .path(MessageReader.KEYS + "tasks")
            .isObject()
        : params.path("task").isObject();
  }

  /** Which answer is asked for. */
  String later() {
    return message.path("params").path("taskId").asText();
  }

  /** Some clients say with each call whose it is. */
  Optional<String> session() {
    JsonNode session = message.path("params").path("_meta").path("sessionId");
    return Optional.of(session).filter(JsonNode::isTextual).map(JsonNode::asText);
  }
}
