package dev.hob.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reply says, in a line; the first that a model reads, and perhaps all. */
final class SummaryWriting {
  private static final int LONGEST_COMMAND = 80;

  private SummaryWriting() {}

  static String task(JsonNode task) {
    String there = task.path("existing").asBoolean() ? " was there already and" : "";
    String ready =
        task.path("readiness").isTextual() ? " (" + task.path("readiness").asText() + ")" : "";
    return task.path("task_id").asText() + there + state(task) + ready + survivors(task);
  }

  private static String state(JsonNode task) {
    String status = task.path("status").asText();
    JsonNode outcome = task.path("outcome");
    String how = outcome.isMissingNode() || outcome.isNull() ? code(task) : how(outcome);
    return switch (status) {
      case "completed", "failed" ->
          how.isEmpty() ? " " + status + after(task) : " " + status + ": " + how + after(task);
      case "killed" -> " was killed" + by(task) + (how.isEmpty() ? "" : ": " + how) + after(task);
      case "timed_out" -> " was ended at its deadline" + after(task);
      case "lost" -> " is lost, how it ended is not known" + (how.isEmpty() ? "" : ": " + how);
      default -> " is " + status + ": " + command(task);
    };
  }

  private static String code(JsonNode task) {
    return task.path("exit_code").isNumber() ? "exit code " + task.path("exit_code").asInt() : "";
  }

  private static String how(JsonNode outcome) {
    return switch (outcome.path("kind").asText()) {
      case "exited" -> "exit code " + outcome.path("code").asInt();
      case "signaled" -> "signal " + outcome.path("signal").asInt();
      case "never_started" -> "never started, " + outcome.path("reason").asText();
      case "lost" -> outcome.path("reason").asText();
      default -> "";
    };
  }

  private static String by(JsonNode task) {
    return switch (task.path("ended_by").path("why").asText()) {
      case "request" -> " on request";
      case "cap" -> " for it said too much";
      default -> "";
    };
  }

  private static String after(JsonNode task) {
    return task.path("duration_ms").isNumber()
        ? String.format(Locale.ROOT, " after %.1f s", task.path("duration_ms").asLong() / 1000.0)
        : "";
  }

  private static String survivors(JsonNode task) {
    int survivors = task.path("survivors").size();
    return survivors == 0 ? "" : "; " + survivors + " of its processes could not be ended";
  }

  private static String command(JsonNode task) {
    String name = task.path("name").asText("");
    String shown = task.path("name").isTextual() ? name : task.path("command").asText();
    String line = shown.replace('\n', ' ');
    return line.length() > LONGEST_COMMAND ? line.substring(0, LONGEST_COMMAND) + "…" : line;
  }

  /** One task, several, and whether what was waited for has come. */
  static String waited(JsonNode reply) {
    String met = reply.path("satisfied").asBoolean() ? "" : "Not yet. ";
    List<String> found = new ArrayList<>();
    reply
        .path("found")
        .forEach(
            it -> found.add(it.path("task_id").asText() + " said: " + it.path("text").asText()));
    if (!found.isEmpty()) {
      return String.join("; ", found);
    }
    List<String> tasks = new ArrayList<>();
    tasks(reply).forEach(it -> tasks.add(task(it)));
    return tasks.isEmpty()
        ? "There is nothing to wait for: no command of this session runs."
        : met + String.join("; ", tasks);
  }

  private static Iterable<JsonNode> tasks(JsonNode reply) {
    return reply.has("tasks") ? reply.path("tasks") : List.of(reply);
  }

  static String list(JsonNode reply) {
    int shown = reply.path("tasks").size();
    long all = reply.path("counts").path("total").asLong(shown);
    String count =
        shown == 0 ? "No background commands" : shown + " of " + all + " background commands";
    boolean recovering = reply.path("recovering").asBoolean();
    return count + (recovering ? "; not all were looked at yet, ask again in a moment" : "");
  }

  /** Of a list. */
  static String row(JsonNode task) {
    String state = state(task).strip();
    boolean shows = state.endsWith(command(task));
    return task.path("task_id").asText() + " " + state + (shows ? "" : ": " + command(task));
  }

  static String written(JsonNode reply) {
    return reply.path("bytes").asLong()
        + " bytes were written to "
        + reply.path("task_id").asText()
        + (reply.path("closed").asBoolean() ? ", and its input is closed" : "")
        + switch (reply.path("outcome").asText()) {
          case "accepted" -> "; it has not read all of them yet";
          case "stuck" -> "; it does not read, and the rest was not taken";
          case "unknown" -> ", or not: hob died meanwhile, so look at the output first";
          default -> "";
        };
  }

  static String watching(JsonNode reply) {
    return "Watching "
        + reply.path("task_id").asText()
        + " for "
        + reply.path("goal").asText()
        + "; it is told with a later reply";
  }

  static String error(JsonNode error) {
    String hint = error.path("hint").asText("");
    return "Error "
        + error.path("code").asText()
        + ": "
        + error.path("message").asText()
        + (hint.isEmpty() ? "" : ". " + hint);
  }
}
