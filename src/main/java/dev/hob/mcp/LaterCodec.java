package dev.hob.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A wait whose answer is asked for later, and its id. All that it needs stands in the id: so it is
 * durable before it is told, and a daemon that was started since can go on with it.
 */
final class LaterCodec {
  private static final String ARGUMENTS = "wait";
  private static final String BEGAN = "began";
  private static final String UNTIL = "until";

  private LaterCodec() {}

  /**
   * A wait.
   *
   * @param arguments of the tool, as the client gave them
   * @param until when it is answered at the latest
   */
  record Later(String id, JsonNode arguments, Instant began, Instant until) {

    /** As if it had been called just now, for what is left of its time. */
    ArgumentsReader arguments(Instant now) {
      Duration left = Duration.between(now, until);
      ObjectNode rest = JsonText.object();
      arguments.properties().forEach(it -> rest.set(it.getKey(), it.getValue()));
      // Even when its time is over it has to be looked whether it is so.
      rest.put("wait_ms", Math.max(left.toMillis(), LOOK_MILLIS));
      return new ArgumentsReader(rest);
    }
  }

  private static final long LOOK_MILLIS = 500;

  static Later of(JsonNode arguments, Instant now, Duration longest, String nonce) {
    Instant until = now.plus(longest);
    ObjectNode json = JsonText.object();
    json.set(ARGUMENTS, arguments.isObject() ? arguments : JsonText.object());
    json.put(BEGAN, now.toEpochMilli()).put(UNTIL, until.toEpochMilli());
    json.put("nonce", nonce); // nobody guesses it
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(JsonText.line(json));
    return new Later(id, json.path(ARGUMENTS), now, until);
  }

  static Optional<Later> decode(String id) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(id.getBytes(StandardCharsets.UTF_8));
      return JsonText.parse(json).fold(it -> later(id, it), refusal -> Optional.empty());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // it is not ours
    }
  }

  private static Optional<Later> later(String id, ObjectNode json) {
    boolean isWhole =
        json.path(ARGUMENTS).isObject()
            && json.path(BEGAN).canConvertToLong()
            && json.path(UNTIL).canConvertToLong();
    return isWhole
        ? Optional.of(
            new Later(
                id,
                json.path(ARGUMENTS),
                Instant.ofEpochMilli(json.path(BEGAN).asLong()),
                Instant.ofEpochMilli(json.path(UNTIL).asLong())))
        : Optional.empty();
  }
}
