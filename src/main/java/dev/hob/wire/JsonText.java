package dev.hob.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON objects as lines of UTF-8, strictly read. */
public final class JsonText {
  /** An input of 64 MiB in base64, and room for the rest. */
  private static final int MAX_STRING = 96 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(MAX_STRING)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An empty text is an empty object: most verbs need nothing said. */
  public static Result<ObjectNode> parse(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        return Result.ok(object());
      }
      JsonNode node = MAPPER.readTree(text);
      return node instanceof ObjectNode object
          ? Result.ok(object)
          : refused("the request is not a JSON object");
    } catch (CharacterCodingException e) {
      return refused("the request is not UTF-8");
    } catch (JsonProcessingException e) {
      return refused(
          e.getLocation() == null
              ? "the request is not JSON"
              : "the request is not JSON: see line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr());
    }
  }

  private static Result<ObjectNode> refused(String message) {
    return Result.refused(
        Refusal.of(RefusalCode.BAD_REQUEST, message, "send one JSON object, in UTF-8"));
  }

  public static byte[] line(ObjectNode object) {
    try {
      return (wellFormed(MAPPER.writeValueAsString(object)) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain nodes can always be written", e);
    }
  }

  /** Half a surrogate pair can stand in a JSON text only as an escape. */
  private static String wellFormed(String json) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    json.codePoints()
        .forEach(
            point -> {
              if (Character.getType(point) == Character.SURROGATE) {
                escaped.append(String.format("\\u%04x", point));
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }
}
