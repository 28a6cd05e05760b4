package dev.hob.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.EnvironmentBlock;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever is sent, there is an answer, and soon. */
class RequestFuzzTest {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** What the front ends refuse by themselves; the rest is the engine's. */
  private static final Set<String> CODES = Set.of("bad_request", "bad_env", "unsupported");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "null",
          "true",
          "-",
          "1e999",
          "1e99999999999",
          "9".repeat(30),
          "\\ud800",
          "\\u0000",
          "\ufeff",
          " ",
          "\n",
          "/*",
          "\"session\":",
          "\"task_id\":\"\"",
          "[".repeat(200),
          "{\"a\":".repeat(200));

  private final Verbs verbs = new Verbs(new RecordingHob(), EnvironmentBlock.empty());
  private final List<String> names = List.copyOf(verbs.fields().keySet());

  @Test
  void thereIsAlwaysAnAnswer() {
    Seeded random = Seeded.fresh();
    int taken = 0;
    for (int round = 0; round < Seeded.rounds(20_000); round++) {
      String verb = random.of(names);
      byte[] body = request(verb, random).toString().getBytes(StandardCharsets.UTF_8);
      for (int change = random.below(4); change > 0; change--) {
        body = mutated(body, random);
      }
      taken += isTaken(random.below(50) == 0 ? random.of("", "pol", "rum") : verb, body) ? 1 : 0;
    }

    assertTrue(taken > 0, "no request was a good one: nothing but refusals was tested");
  }

  private boolean isTaken(String verb, byte[] body) {
    long begin = System.nanoTime();
    try {
      CompletableFuture<Verbs.Answer> answer = verbs.call(verb, body);
      assertTrue(answer.isDone());
      JsonNode json = OpenApi.parse(answer.join().json().bytes());
      String code = json.at("/error/code").asText();
      assertEquals(answer.join().refusal().isPresent(), !code.isEmpty());
      assertTrue(code.isEmpty() || CODES.contains(code), json.toString());
      assertTrue(System.nanoTime() - begin < LONGEST_NANOS, "that took long");
      return code.isEmpty();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(verb + " of " + new String(body, StandardCharsets.ISO_8859_1), e);
    }
  }

  /** Some of the verb's fields, mostly with what they may hold. */
  private ObjectNode request(String verb, Seeded random) {
    ObjectNode json = OpenApi.JSON.createObjectNode();
    for (Field field : verbs.fields().getOrDefault(verb, List.of())) {
      if (random.below(3) == 0 || field.name().equals("session")) {
        Field.Kind kind = random.below(20) == 0 ? random.of(Field.Kind.values()) : field.kind();
        json.set(field.name(), value(field.name(), kind, random));
      }
    }
    return json;
  }

  private static JsonNode value(String name, Field.Kind kind, Seeded random) {
    return switch (kind) {
      case TEXT -> OpenApi.JSON.getNodeFactory().textNode(text(name, random));
      case COUNT ->
          OpenApi.JSON
              .getNodeFactory()
              .numberNode(random.of(0L, 1L, random.nextLong() >>> 1, Long.MAX_VALUE));
      case FLAG -> OpenApi.JSON.getNodeFactory().booleanNode(random.chance());
      case TEXTS -> {
        ArrayNode texts = OpenApi.JSON.createArrayNode();
        for (int i = random.below(3); i > 0; i--) {
          texts.add(text(name, random));
        }
        yield texts;
      }
      case MAP -> {
        ObjectNode texts = OpenApi.JSON.createObjectNode();
        for (int i = random.below(3); i > 0; i--) {
          texts.put(random.of("A", "", "B=", "ü", "C\0"), text(name, random));
        }
        yield texts;
      }
    };
  }

  private static String text(String name, Seeded random) {
    return switch (name) {
      case "folder" -> random.of("/tmp", "/no/such", "/", "relative", "");
      case "scope" -> random.of("session", "project", "all", "none");
      case "stream" -> random.of("stdout", "stderr", "both", "");
      case "base64", "stdin_base64" -> random.of("AAAA", "A", "", "%%%");
      default -> random.of("s1", "t1", "", " ", "half \ud83d", "x\0y", "x".repeat(5000), "ü🐙");
    };
  }

  private static byte[] mutated(byte[] body, Seeded random) {
    if (body.length == 0) {
      return new byte[] {(byte) random.nextLong()};
    }
    int at = random.below(body.length);
    int end = at + random.below(Math.min(body.length - at, 40) + 1);
    return switch (random.below(5)) {
      case 0 -> Arrays.copyOf(body, at);
      case 1 -> joined(body, at, new byte[0], end);
      case 2 -> joined(body, at, random.of(PIECES).getBytes(StandardCharsets.UTF_8), at);
      case 3 -> joined(body, end, Arrays.copyOfRange(body, at, end), end);
      default -> joined(body, at, new byte[] {(byte) random.nextLong()}, at + 1);
    };
  }

  private static byte[] joined(byte[] body, int to, byte[] middle, int from) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(body, 0, to);
    joined.writeBytes(middle);
    joined.write(body, from, body.length - from);
    return joined.toByteArray();
  }
}
