package dev.hob.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.Caller;
import dev.hob.mcp.ToolReader.Tool;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import dev.hob.wire.JsonText;
import dev.hob.wire.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Arguments of a model as the fields of a verb. Models know other tools of the kind, so what those
 * call it is taken too, and so is a number in quotes; what nobody can have meant is refused with
 * the nearest name.
 */
final class ArgumentsReader {
  /** What other tools call it. */
  private static final Map<String, String> ALSO =
      Map.of(
          "cwd", "workdir",
          "timeout", "timeout_ms",
          "yield_time_ms", "wait_ms",
          "chars", "text",
          "session_id", "task_id",
          "tty", "pty");

  private static final String BACKGROUND = "run_in_background";
  private static final long LONG_ENOUGH = 10_000;

  private final JsonNode arguments;

  ArgumentsReader(JsonNode arguments) {
    this.arguments = arguments;
  }

  /** For the verb of the same name. */
  Result<RequestWriting> request(Tool tool, Caller caller, Envelope.Client client) {
    return fields(tool).map(it -> new RequestWriting(tool.name(), it, caller, client));
  }

  private Result<ObjectNode> fields(Tool tool) {
    if (!arguments.isObject() && !arguments.isMissingNode() && !arguments.isNull()) {
      return refused("the arguments are not an object", "send a JSON object");
    }
    ObjectNode fields = JsonText.object();
    for (Map.Entry<String, JsonNode> given : arguments.properties()) {
      Optional<Refusal> problem =
          given.getValue().isNull() ? Optional.empty() : add(tool, given, fields);
      if (problem.isPresent()) {
        return Result.refused(problem.get());
      }
    }
    if (tool.name().equals("run") && !fields.has("wait_ms")) {
      fields.put("wait_ms", LONG_ENOUGH);
    }
    return Result.ok(fields);
  }

  private static Optional<Refusal> add(
      Tool tool, Map.Entry<String, JsonNode> given, ObjectNode fields) {
    String name = given.getKey();
    if (name.equals(BACKGROUND) && tool.name().equals("run")) {
      return background(given.getValue(), fields);
    }
    String field = tool.takes(name) ? name : ALSO.getOrDefault(name, name);
    if (field.equals("task_id") && !tool.takes(field) && tool.takes("task_ids")) {
      field = "task_ids";
    }
    if (!tool.takes(field)) {
      return Optional.of(unknown(tool, name));
    }
    return put(fields, field, tool.parameters().getOrDefault(field, "string"), given.getValue());
  }

  /** What is said of the waiting itself says more. */
  private static Optional<Refusal> background(JsonNode value, ObjectNode fields) {
    boolean background = value.asBoolean() || value.asText().equals("true");
    if (background && !fields.has("wait_ms")) {
      fields.put("wait_ms", 0);
    }
    return Optional.empty();
  }

  private static Refusal unknown(Tool tool, String name) {
    Set<String> known = tool.parameters().keySet();
    return Refusal.of(
        RefusalCode.BAD_REQUEST,
        tool.name() + " has no parameter " + Shown.text(name),
        NearestName.to(name, known)
            .map(it -> "did you mean " + it + "?")
            .orElse("it takes " + String.join(", ", known.stream().sorted().toList())));
  }

  private static Optional<Refusal> put(
      ObjectNode fields, String name, String type, JsonNode value) {
    return switch (type) {
      case "integer" -> number(fields, name, value);
      case "boolean" -> flag(fields, name, value);
      case "array" -> texts(fields, name, value);
      case "object" -> map(fields, name, value);
      default -> text(fields, name, value);
    };
  }

  private static Optional<Refusal> number(ObjectNode fields, String name, JsonNode value) {
    try {
      BigDecimal number = new BigDecimal(value.asText().strip());
      if (value.isContainerNode() || number.signum() < 0 || number.precision() > 30) {
        return wrong(name, "a whole number, not negative");
      }
      fields.put(name, number.longValueExact());
      return Optional.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return wrong(name, "a whole number, not negative");
    }
  }

  private static Optional<Refusal> flag(ObjectNode fields, String name, JsonNode value) {
    String text = value.asText();
    if (!text.equals("true") && !text.equals("false")) {
      return wrong(name, "true or false");
    }
    fields.put(name, text.equals("true"));
    return Optional.empty();
  }

  /** One text is a list of one. */
  private static Optional<Refusal> texts(ObjectNode fields, String name, JsonNode value) {
    List<JsonNode> all = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(all::add);
    } else {
      all.add(value);
    }
    if (all.stream().anyMatch(it -> !it.isTextual())) {
      return wrong(name, "a list of texts");
    }
    ArrayNode list = fields.putArray(name);
    all.forEach(list::add);
    return Optional.empty();
  }

  private static Optional<Refusal> map(ObjectNode fields, String name, JsonNode value) {
    if (!value.isObject() || value.properties().stream().anyMatch(it -> !isText(it.getValue()))) {
      return wrong(name, "an object of texts");
    }
    ObjectNode map = fields.putObject(name);
    value.properties().forEach(it -> map.put(it.getKey(), it.getValue().asText()));
    return Optional.empty();
  }

  private static boolean isText(JsonNode value) {
    return value.isTextual() || value.isNumber() || value.isBoolean();
  }

  private static Optional<Refusal> text(ObjectNode fields, String name, JsonNode value) {
    if (!isText(value)) {
      return wrong(name, "a text");
    }
    fields.put(name, value.asText());
    return Optional.empty();
  }

  private static Optional<Refusal> wrong(String name, String wanted) {
    return Optional.of(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            name + " is not " + wanted,
            "give " + wanted + ", or leave it out"));
  }

  private static Result<ObjectNode> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }
}
