package dev.hob.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reply of a verb as the result of a tool.
 *
 * <p>Some clients give the model only the text, others only the structure: both say all of it. What
 * is not known is left out, for each word costs the model something.
 */
final class ResultWriting {
  private static final String PROMISE =
      "nobody is woken when it ends: the next reply of any of these tools tells it, once; to be told"
          + " at once call wait";

  /** Of a task in a list. */
  private static final Set<String> IN_A_ROW =
      Set.of(
          "task_id",
          "name",
          "label",
          "description",
          "command",
          "status",
          "exit_code",
          "created_at",
          "outcome",
          "duration_ms");

  private static final Set<String> IN_A_NOTICE =
      Set.of("notice_id", "kind", "task_id", "repeat", "status", "text");

  /** Of use to those who write programs. */
  private static final Set<String> LEFT_OUT = Set.of("offer", "session_id", "project", "mode");

  private static final int LONGEST_COMMAND_IN_A_ROW = 120;

  private static final String FROM_THE_BEGINNING =
      "poll with cursor 0-0 reads it from the beginning, and with each cursor that follows the rest";

  private final String tool;
  private final ObjectNode reply;
  private final boolean isRefusal;
  private final Optional<Rider> rider;

  /** What else there is to tell. */
  private record Rider(JsonNode notices, String text) {}

  private ResultWriting(String tool, ObjectNode reply, boolean isRefusal, Optional<Rider> rider) {
    this.tool = tool;
    this.reply = reply;
    this.isRefusal = isRefusal;
    this.rider = rider;
  }

  static ResultWriting of(String tool, byte[] reply, boolean isRefusal) {
    return new ResultWriting(tool, parsed(reply), isRefusal, Optional.empty());
  }

  private static ObjectNode parsed(byte[] json) {
    return JsonText.parse(json).orElseThrow();
  }

  /** How to read less of the output, where there is too much of it for the client. */
  Optional<byte[]> askingForLess(RequestWriting request, int chars) {
    boolean fits =
        isRefusal
            || !reply.path("output").isObject()
            || chars < Budget.LEAST
            || fits(request.budget());
    return fits
        ? Optional.empty()
        : Optional.of(request.again(reply.path("task_id").asText(), chars));
  }

  private boolean fits(Budget budget) {
    ObjectNode structure = structure();
    return written(structure).length() <= budget.characters()
        && text(structure).lines().count() <= Budget.LINES;
  }

  /** The first rows of a list that is too long. */
  ResultWriting shortened(Budget budget) {
    if (!reply.has("tasks")) {
      return this;
    }
    ObjectNode shorter = reply.deepCopy();
    ResultWriting result = new ResultWriting(tool, shorter, isRefusal, rider);
    while (shorter.path("tasks").size() > 1 && !result.fits(budget)) {
      ((ArrayNode) shorter.path("tasks")).remove(shorter.path("tasks").size() - 1);
    }
    return result;
  }

  ResultWriting withOutputOf(byte[] shorter) {
    ObjectNode both = reply.deepCopy();
    both.set("output", parsed(shorter).path("output"));
    return new ResultWriting(tool, both, isRefusal, rider);
  }

  /** And what else there is to tell. */
  ResultWriting with(byte[] notices, String text) {
    return new ResultWriting(
        tool,
        reply,
        isRefusal,
        Optional.of(new Rider(parsed(notices).path("notices"), ToolWords.of(text))));
  }

  boolean isRefusal() {
    return isRefusal;
  }

  /** The whole result. */
  String written(boolean stamped) {
    return written(object(stamped));
  }

  ObjectNode object(boolean stamped) {
    ObjectNode result = JsonText.object();
    if (stamped) {
      result.put("resultType", "complete");
    }
    ObjectNode structure = structure();
    result.putArray("content").addObject().put("type", "text").put("text", text(structure));
    result.set("structuredContent", structure);
    if (isRefusal) {
      result.put("isError", true);
    }
    return result;
  }

  static String written(ObjectNode json) {
    return new String(JsonText.line(json), StandardCharsets.UTF_8).stripTrailing();
  }

  /** Without what says nothing. What a client may cut off stands last. */
  private ObjectNode structure() {
    ObjectNode structure = JsonText.object();
    structure.put("summary", summary());
    rider.ifPresent(it -> structure.set("notices", notices(it.notices())));
    if (isRefusal) {
      structure.set("error", inToolWords(reply.path("error")));
      return structure;
    }
    reply.properties().stream()
        .filter(it -> !LEFT_OUT.contains(it.getKey()))
        .forEach(it -> copy(it, structure));
    return structure;
  }

  private void copy(Map.Entry<String, JsonNode> field, ObjectNode into) {
    JsonNode value = field.getValue();
    switch (field.getKey()) {
      case "tasks" -> {
        ArrayNode rows = into.putArray("tasks");
        value.forEach(it -> rows.add(row(it)));
      }
      case "notices" -> into.set("notices", notices(value));
      case "notify" -> {
        if (!reply.path("pid").isNull()) { // of one that has ended nothing is promised
          into.set("notify", told(value));
        }
      }
      case "output" -> {
        if (value.isObject()) {
          into.set("output", output(value));
        }
      }
      case "text" -> {} // it is the summary
      default -> {
        if (says(value)) {
          into.set(field.getKey(), value.isObject() ? pruned(value) : value);
        }
      }
    }
  }

  /** What is left out is read by another poll, and not on a command line. */
  private static ObjectNode output(JsonNode value) {
    ObjectNode output = pruned(value);
    if (output.has("how")) {
      output.put("how", FROM_THE_BEGINNING);
    }
    return output;
  }

  private static ObjectNode inToolWords(JsonNode error) {
    ObjectNode words = pruned(error);
    words.put("message", ToolWords.of(error.path("message").asText()));
    words.put("hint", ToolWords.of(error.path("hint").asText()));
    return words;
  }

  private static ObjectNode pruned(JsonNode object) {
    ObjectNode pruned = JsonText.object();
    object.properties().stream()
        .filter(it -> says(it.getValue()))
        .forEach(
            it ->
                pruned.set(
                    it.getKey(), it.getValue().isObject() ? pruned(it.getValue()) : it.getValue()));
    return pruned;
  }

  private static boolean says(JsonNode value) {
    return !value.isNull() && !(value.isArray() && value.isEmpty());
  }

  private static ArrayNode notices(JsonNode all) {
    ArrayNode notices = JsonText.object().putArray("notices");
    all.forEach(it -> notices.add(only(IN_A_NOTICE, it)));
    return notices;
  }

  private static ObjectNode only(Set<String> fields, JsonNode object) {
    ObjectNode some = JsonText.object();
    object.properties().stream()
        .filter(it -> fields.contains(it.getKey()) && says(it.getValue()))
        .forEach(it -> some.set(it.getKey(), it.getValue()));
    return some;
  }

  private static ObjectNode row(JsonNode task) {
    ObjectNode row = only(IN_A_ROW, task);
    if (row.has("exit_code")) {
      row.remove("outcome");
    }
    String command = task.path("command").asText();
    if (command.length() > LONGEST_COMMAND_IN_A_ROW) {
      row.put("command", command.substring(0, LONGEST_COMMAND_IN_A_ROW) + "…");
    }
    return row;
  }

  private static JsonNode told(JsonNode notify) {
    return notify.path("mode").asText().equals("none")
        ? notify
        : JsonText.object().put("mode", "poll").put("promise", PROMISE);
  }

  private String summary() {
    if (isRefusal) {
      return SummaryWriting.error(inToolWords(reply.path("error")));
    }
    return switch (tool) {
      case "wait" -> SummaryWriting.waited(reply);
      case "list" -> SummaryWriting.list(reply);
      case "notices" ->
          reply.path("notices").isEmpty()
              ? "Nothing is new."
              : ToolWords.of(reply.path("text").asText());
      case "write" -> SummaryWriting.written(reply);
      case "watch" -> SummaryWriting.watching(reply);
      default -> SummaryWriting.task(reply);
    };
  }

  /** All of the structure that a model can use, to be read. */
  private String text(ObjectNode structure) {
    StringBuilder text = new StringBuilder(structure.path("summary").asText());
    rider.ifPresent(it -> text.append("\n\n").append(it.text()).append('\n'));
    if (tool.equals("list")) {
      structure.path("tasks").forEach(it -> text.append('\n').append(SummaryWriting.row(it)));
    }
    JsonNode output = structure.path("output");
    stream(text, "stdout", output.path("stdout"));
    stream(text, "stderr", output.path("stderr"));
    if (output.path("truncated").asBoolean()) {
      text.append("\n[not all of the output is shown; ").append(FROM_THE_BEGINNING).append(']');
    }
    boolean lives = structure.has("pid");
    if (lives && output.has("cursor")) {
      text.append("\nWhat follows: poll with cursor ").append(output.path("cursor").asText());
    }
    String promise = structure.path("notify").path("promise").asText("");
    if (lives && !promise.isEmpty()) {
      text.append("\nTelling: ").append(promise).append('.');
    }
    return text.toString();
  }

  private static void stream(StringBuilder text, String name, JsonNode stream) {
    String said = stream.path("text").asText("");
    if (!said.isBlank()) {
      text.append('\n').append(name).append(":\n").append(said.stripTrailing());
    }
  }
}
