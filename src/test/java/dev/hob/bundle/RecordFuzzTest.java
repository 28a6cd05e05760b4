package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Records of all versions, changed by chance: read, refused or called damaged, but never thrown at.
 */
class RecordFuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1",
          "2",
          "4",
          "5",
          "6",
          "137",
          "256",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "1.5",
          "1e400",
          "1e99999999999",
          "\"\"",
          "\" \"",
          "\"x\"",
          "\"running\"",
          "\"killing\"",
          "\"starting\"",
          "\"completed\"",
          "\"lost\"",
          "\"queued\"",
          "\"exited\"",
          "\"signaled\"",
          "\"request\"",
          "\"pty\"",
          "\"half \\ud83d\"",
          "\"nul \\u0000\"",
          "[]",
          "[null]",
          "[{}]",
          "{}",
          "{\"pid\":1}",
          "{\"kind\":\"exited\",\"code\":0}",
          "{\"kind\":\"lost\"}",
          "[{\"pid\":7,\"x\":1}]");

  private enum Kind {
    FOUND,
    NEWER,
    DAMAGED,
    UNREADABLE
  }

  private final List<Fixtures.Case> fixtures = Fixtures.records();
  private final List<byte[]> bytes = fixtures.stream().map(Fixtures.Case::bytes).toList();
  private final Map<Kind, Integer> seen = new EnumMap<>(Kind.class);

  @Test
  void changedBytesAreReadOrRefused() {
    Seeded random = Seeded.fresh();
    for (int round = 0; round < Seeded.rounds(4_000); round++) {
      int which = random.below(fixtures.size());
      byte[] mutant = bytes.get(which);
      for (int change = random.below(4); change >= 0; change--) {
        mutant = mutated(mutant, random);
      }
      check(fixtures.get(which), mutant);
    }

    assertTrue(seen.keySet().containsAll(List.of(Kind.FOUND, Kind.DAMAGED)), seen.toString());
  }

  @Test
  void changedFieldsAreReadOrRefused() throws JsonProcessingException {
    Seeded random = Seeded.fresh();
    List<Integer> objects = new ArrayList<>();
    List<JsonNode> parsed = new ArrayList<>();
    for (int i = 0; i < fixtures.size(); i++) {
      JsonNode json = parsed(bytes.get(i));
      parsed.add(json);
      if (json.isObject()) {
        objects.add(i);
      }
    }
    for (int round = 0; round < Seeded.rounds(4_000); round++) {
      int which = random.of(objects);
      JsonNode mutant = parsed.get(which).deepCopy();
      JsonNode other = parsed.get(random.of(objects));
      for (int change = random.below(3); change >= 0; change--) {
        mutate(mutant, other, random);
      }
      check(fixtures.get(which), JSON.writeValueAsBytes(mutant));
    }

    assertTrue(
        seen.keySet().containsAll(List.of(Kind.FOUND, Kind.DAMAGED, Kind.NEWER)), seen.toString());
  }

  private static JsonNode parsed(byte[] json) {
    try {
      return JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return JSON.nullNode();
    }
  }

  /** Another value, none, one that another record has, or a new field; at any depth. */
  private static void mutate(JsonNode json, JsonNode other, Seeded random)
      throws JsonProcessingException {
    if (json instanceof ArrayNode list && !list.isEmpty()) {
      int at = random.below(list.size());
      if (list.get(at).isContainerNode() && random.chance()) {
        mutate(list.get(at), other, random);
      } else {
        list.set(at, value(random));
      }
      return;
    }
    if (!(json instanceof ObjectNode object) || object.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = random.of(names);
    JsonNode inner = object.get(name);
    if (inner.isContainerNode() && !inner.isEmpty() && random.chance()) {
      mutate(inner, other, random);
      return;
    }
    List<String> otherNames = new ArrayList<>();
    other.fieldNames().forEachRemaining(otherNames::add);
    String taken = random.of(otherNames);
    switch (random.below(4)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, value(random));
      case 2 -> object.set(taken, other.get(taken).deepCopy());
      default -> object.set(random.of("future", taken), value(random));
    }
  }

  private static JsonNode value(Seeded random) throws JsonProcessingException {
    return JSON.readTree(random.of(VALUES));
  }

  private static byte[] mutated(byte[] whole, Seeded random) {
    if (whole.length == 0) {
      return new byte[] {(byte) random.nextLong()};
    }
    int at = random.below(whole.length);
    int end = at + random.below(Math.min(whole.length - at, 60) + 1);
    return switch (random.below(6)) {
      case 0 -> Arrays.copyOf(whole, at);
      case 1 -> joined(whole, at, new byte[0], end);
      case 2 -> joined(whole, end, Arrays.copyOfRange(whole, at, end), end);
      case 3 -> joined(whole, at, random.of(VALUES).getBytes(StandardCharsets.UTF_8), end);
      case 4 -> joined(whole, at, new byte[] {(byte) (whole[at] ^ 1 << random.below(8))}, at + 1);
      default -> joined(whole, at, new byte[] {(byte) ('0' + random.below(10))}, at + 1);
    };
  }

  private static byte[] joined(byte[] whole, int to, byte[] middle, int from) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(whole, 0, to);
    joined.writeBytes(middle);
    joined.write(whole, from, whole.length - from);
    return joined.toByteArray();
  }

  private void check(Fixtures.Case fixture, byte[] mutant) {
    RecordCodec.Place place = new RecordCodec.Place(fixture.bundle(), "");
    try {
      RecordReading reading = RecordCodec.decode(place, mutant);
      Function<Object, Kind> never =
          it -> {
            throw new AssertionError("bytes that are there are not absent");
          };
      Kind kind =
          reading.fold(
              found -> Kind.FOUND,
              never::apply,
              newer -> Kind.NEWER,
              damaged -> Kind.DAMAGED,
              unreadable -> Kind.UNREADABLE);
      seen.merge(kind, 1, Integer::sum);
      if (reading instanceof RecordReading.Found found) {
        staysWhatItIs(place, found.stored());
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "made of " + fixture + ": " + new String(mutant, StandardCharsets.UTF_8), e);
    }
  }

  private static void staysWhatItIs(RecordCodec.Place place, StoredRecord stored) {
    byte[] written = RecordCodec.encode(stored);
    StoredRecord again =
        assertInstanceOf(RecordReading.Found.class, RecordCodec.decode(place, written)).stored();

    assertEquals(stored.record(), again.record());
    assertArrayEquals(written, RecordCodec.encode(again));
  }
}
