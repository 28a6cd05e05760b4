package dev.hob.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Reads the fields of a request: only known ones, each of its kind. Null is as good as absent.
 *
 * <p>Once read, a field is there as what it should be, or it is not there.
 */
public final class RequestCodec {
  /** A hundred years; clocks that count nanoseconds go no further than three hundred. */
  private static final long LONGEST_MS = Duration.ofDays(36_525).toMillis();

  private final ObjectNode json;

  private RequestCodec(ObjectNode json) {
    this.json = json;
  }

  public static Result<RequestCodec> read(byte[] body, Collection<Field> known) {
    return JsonText.parse(body)
        .flatMap(
            json ->
                problem(json, known)
                    .<Result<RequestCodec>>map(Result::refused)
                    .orElseGet(() -> Result.ok(new RequestCodec(json))));
  }

  private static Optional<Refusal> problem(ObjectNode json, Collection<Field> known) {
    for (Map.Entry<String, JsonNode> given : json.properties()) {
      Optional<Field> field =
          known.stream().filter(each -> each.name().equals(given.getKey())).findFirst();
      if (field.isEmpty()) {
        return Optional.of(unknown(given.getKey(), known));
      }
      if (!given.getValue().isNull() && !fits(given.getValue(), field.get().kind())) {
        return Optional.of(
            Refusal.of(
                RefusalCode.BAD_REQUEST,
                "the field " + given.getKey() + " is not " + field.get().kind().words(),
                "give " + field.get().kind().words() + ", or leave it out"));
      }
    }
    return Optional.empty();
  }

  private static Refusal unknown(String name, Collection<Field> known) {
    List<String> names = known.stream().map(Field::name).toList();
    return Refusal.of(
        RefusalCode.BAD_REQUEST,
        "there is no field " + Shown.text(name),
        NearestName.to(name, names)
            .map(it -> "did you mean " + it + "?")
            .orElse("known are " + String.join(", ", names)));
  }

  private static boolean fits(JsonNode value, Field.Kind kind) {
    return switch (kind) {
      case TEXT -> value.isTextual();
      case COUNT -> value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0;
      case FLAG -> value.isBoolean();
      case TEXTS -> value.isArray() && areTexts(value);
      case MAP -> value.isObject() && areTexts(value);
    };
  }

  private static boolean areTexts(Iterable<JsonNode> values) {
    return StreamSupport.stream(values.spliterator(), false).allMatch(JsonNode::isTextual);
  }

  private Optional<JsonNode> value(Field field) {
    return Optional.ofNullable(json.get(field.name())).filter(it -> !it.isNull());
  }

  public Optional<String> text(Field field) {
    return value(field).map(JsonNode::textValue);
  }

  public Optional<Long> count(Field field) {
    return value(field).map(JsonNode::longValue);
  }

  /** The nearest that there is, for a number that is too large. */
  public int small(Field field, int otherwise) {
    return count(field).map(it -> (int) Math.min(it, Integer.MAX_VALUE)).orElse(otherwise);
  }

  /** The longest that there is, for one that is longer. */
  public Optional<Duration> millis(Field field) {
    return count(field).map(it -> Duration.ofMillis(Math.min(it, LONGEST_MS)));
  }

  public boolean flag(Field field) {
    return flag(field, false);
  }

  public boolean flag(Field field, boolean otherwise) {
    return value(field).map(JsonNode::booleanValue).orElse(otherwise);
  }

  public List<String> texts(Field field) {
    List<String> texts = new ArrayList<>();
    value(field).ifPresent(it -> it.forEach(each -> texts.add(each.textValue())));
    return texts;
  }

  public Map<String, String> map(Field field) {
    Map<String, String> texts = new LinkedHashMap<>();
    value(field)
        .ifPresent(
            it -> it.properties().forEach(e -> texts.put(e.getKey(), e.getValue().textValue())));
    return texts;
  }

  public boolean has(Field field) {
    return value(field).isPresent();
  }
}
