package dev.hob.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the head of a message, token by token: a relay that has to answer soon after its start has
 * no time for a tree.
 */
final class MessageReader {
  static final String KEYS = "io.modelcontextprotocol/";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(RelayLines.LONGEST).build())
          .build();

  private final JsonParser parser;
  private final Map<String, String> found = new HashMap<>();

  private MessageReader(JsonParser parser) {
    this.parser = parser;
  }

  /** The whole line is looked through: what is passed on is one JSON object and nothing else. */
  static Message read(byte[] line) throws Message.MalformedException {
    try (JsonParser parser = FACTORY.createParser(line)) {
      MessageReader reader = new MessageReader(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Message.MalformedException("a message is one JSON object");
      }
      reader.object("", 0);
      if (parser.nextToken() != null) {
        throw new Message.MalformedException("a line holds one message");
      }
      return reader.message();
    } catch (IOException e) {
      throw new Message.MalformedException("that is not JSON");
    }
  }

  private Message message() {
    return new Message(
        text("method"),
        raw("id"),
        text("params.protocolVersion"),
        text("params._meta." + KEYS + "protocolVersion"),
        text("params.clientInfo.name").or(() -> text("params._meta." + KEYS + "clientInfo.name")),
        raw("params._meta.progressToken"),
        raw("params.requestId"),
        text("params.name"));
  }

  private Optional<String> text(String path) {
    return Optional.ofNullable(found.get(path));
  }

  private Optional<String> raw(String path) {
    return Optional.ofNullable(found.get("=" + path));
  }

  /** So deep lies what is looked for. */
  private static final int DEEPEST = 3;

  private void object(String path, int depth) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = path + parser.currentName();
      JsonToken value = parser.nextToken();
      boolean leads =
          name.equals("params")
              || name.equals("params._meta")
              || name.equals("params.clientInfo")
              || name.equals("params._meta." + KEYS + "clientInfo");
      if (value == JsonToken.START_OBJECT && leads && depth < DEEPEST) {
        object(name + ".", depth + 1);
      } else if (value == JsonToken.VALUE_STRING && name.length() < 100) {
        keep(name, parser.getText());
      } else if (value.isNumeric()) {
        found.put("=" + name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Arguments are not among what is looked for, and may be large. */
  private void keep(String name, String text) {
    found.put(name, text);
    found.put("=" + name, JsonQuoting.quoted(text));
  }
}
