package dev.hob.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, taken out of it one by one; what is left in the end was unknown.
 *
 * <p>A field that is {@code null} counts as absent.
 */
final class JsonFields {
  private final String path;
  private final ObjectNode left;
  private final boolean openWords;
  private final Map<String, JsonFields> children = new LinkedHashMap<>();
  private final Map<String, List<JsonNode>> unknownInLists = new LinkedHashMap<>();

  JsonFields(ObjectNode object) {
    this("", object, false);
  }

  private JsonFields(String path, ObjectNode left, boolean openWords) {
    this.path = path;
    this.left = left;
    this.openWords = openWords;
  }

  /** As these fields, in a format whose sets of words may have grown since. */
  JsonFields withOpenWords() {
    return new JsonFields(path, left, true);
  }

  /** What nobody asked for, at every depth. */
  ObjectNode unknown() {
    ObjectNode unknown = JsonText.object();
    unknown.setAll(left);
    children.forEach(
        (name, child) -> {
          ObjectNode unknownThere = child.unknown();
          if (!unknownThere.isEmpty()) {
            unknown.set(name, unknownThere);
          }
        });
    unknownInLists.forEach(
        (name, elements) -> {
          // Each has its key; only those with more than that had anything unknown.
          List<JsonNode> withMore = elements.stream().filter(it -> it.size() > 1).toList();
          if (!withMore.isEmpty()) {
            unknown.putArray(name).addAll(withMore);
          }
        });
    return unknown;
  }

  private @Nullable JsonNode take(String name) {
    JsonNode value = left.remove(name);
    return value == null || value.isNull() ? null : value;
  }

  private static <T> T required(Optional<T> value, String name) throws DamageException {
    if (value.isEmpty()) {
      throw new DamageException(DamageKind.MISSING_FIELD, "field " + name + " is missing");
    }
    return value.get();
  }

  private DamageException wrongType(String name, String wanted) {
    return new DamageException(DamageKind.WRONG_TYPE, "field " + path + name + " is not " + wanted);
  }

  DamageException wrongValue(String name, String wanted) {
    return new DamageException(
        DamageKind.WRONG_VALUE, "field " + path + name + " is not " + wanted);
  }

  String text(String name) throws DamageException {
    return required(textIfAny(name), path + name);
  }

  Optional<String> textIfAny(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrongType(name, "a string");
    }
    return Optional.of(value.textValue());
  }

  /** A text that must be the name of something. */
  <T> T parsed(String name, Function<String, Result<T>> parse, String wanted)
      throws DamageException {
    return parsed(text(name), name, parse, wanted);
  }

  <T> T parsed(String text, String name, Function<String, Result<T>> parse, String wanted)
      throws DamageException {
    Result<T> result = parse.apply(text);
    if (!result.isOk()) {
      throw wrongValue(name, wanted);
    }
    return result.orElseThrow();
  }

  long number(String name) throws DamageException {
    OptionalLong value = numberIfAny(name);
    return required(value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty(), name);
  }

  OptionalLong numberIfAny(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrongType(name, "a whole number of at most 64 bits");
    }
    return OptionalLong.of(value.longValue());
  }

  OptionalInt smallNumberIfAny(String name) throws DamageException {
    OptionalLong value = numberIfAny(name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if ((int) value.getAsLong() != value.getAsLong()) {
      throw wrongValue(name, "in the range of 32 bits");
    }
    return OptionalInt.of((int) value.getAsLong());
  }

  boolean flag(String name) throws DamageException {
    return required(flagIfAny(name), path + name);
  }

  boolean flag(String name, boolean otherwise) throws DamageException {
    return flagIfAny(name).orElse(otherwise);
  }

  private Optional<Boolean> flagIfAny(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw wrongType(name, "true or false");
    }
    return Optional.of(value.booleanValue());
  }

  Instant time(String name) throws DamageException {
    return required(timeIfAny(name), path + name);
  }

  Optional<Instant> timeIfAny(String name) throws DamageException {
    OptionalLong value = numberIfAny(name);
    return value.isPresent()
        ? Optional.of(Instant.ofEpochMilli(value.getAsLong()))
        : Optional.empty();
  }

  /** A duration is never negative, whatever a clock that stepped back left in an old record. */
  Optional<Duration> durationIfAny(String name) throws DamageException {
    OptionalLong value = numberIfAny(name);
    return value.isPresent()
        ? Optional.of(Duration.ofMillis(Math.max(0, value.getAsLong())))
        : Optional.empty();
  }

  /** One of a fixed set of words, each found by its own function. */
  <T> Optional<T> wordIfAny(String name, T[] values, Function<T, String> word)
      throws DamageException {
    Optional<String> text = textIfAny(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> known = new ArrayList<>();
    for (T value : values) {
      known.add(word.apply(value));
      if (word.apply(value).equals(text.get())) {
        return Optional.of(value);
      }
    }
    throw unknownWord(name, "one of " + String.join(", ", known));
  }

  DamageException unknownWord(String name, String wanted) {
    String detail = "field " + path + name + " is not " + wanted;
    return openWords
        ? new UnknownWordException(detail)
        : new DamageException(DamageKind.WRONG_VALUE, detail);
  }

  Optional<JsonFields> objectIfAny(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrongType(name, "an object");
    }
    JsonFields fields = new JsonFields(path + name + ".", object, openWords);
    children.put(name, fields);
    return Optional.of(fields);
  }

  /** The elements of a list; {@code keyField} tells which element an unknown field belongs to. */
  <T> List<T> list(String name, String keyField, Element<T> element) throws DamageException {
    List<T> values = new ArrayList<>();
    List<JsonNode> elements = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!(value instanceof ObjectNode object)) {
        throw wrongType(name, "a list of objects");
      }
      JsonFields fields = new JsonFields(path + name + "[].", object, openWords);
      JsonNode key = object.path(keyField);
      values.add(element.of(fields));
      elements.add(fields.unknown().set(keyField, key));
    }
    unknownInLists.put(name, elements);
    return values;
  }

  List<String> texts(String name) throws DamageException {
    List<String> values = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!value.isTextual()) {
        throw wrongType(name, "a list of strings");
      }
      values.add(value.textValue());
    }
    return values;
  }

  List<Integer> smallNumbers(String name) throws DamageException {
    List<Integer> values = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!value.canConvertToInt() || !value.isIntegralNumber()) {
        throw wrongType(name, "a list of integers of 32 bits");
      }
      values.add(value.intValue());
    }
    return values;
  }

  private Iterable<JsonNode> array(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ArrayNode array)) {
      throw wrongType(name, "a list");
    }
    return array;
  }

  /** An object whose field names are data. */
  Map<String, String> textMap(String name) throws DamageException {
    JsonNode value = take(name);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrongType(name, "an object");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getValue().isTextual()) {
        throw wrongType(name, "an object of strings");
      }
      texts.put(field.getKey(), field.getValue().textValue());
    }
    return texts;
  }

  /** Reads one element of a list. */
  @FunctionalInterface
  interface Element<T> {
    T of(JsonFields fields) throws DamageException;
  }
}
