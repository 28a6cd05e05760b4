package dev.hob.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.Caller;
import dev.hob.wire.JsonText;
import java.time.Duration;
import java.util.Set;

/** The call of a verb: as it was meant, and once more for less of the output. */
final class RequestWriting {
  private static final Set<String> DONE_ONCE = Set.of("run", "write");
  private static final String MAX_CHARS = "max_chars";

  /** As the description of the tools says. */
  private static final long USUAL_WAIT_MILLIS = 30_000;

  private final ObjectNode body;
  private final Budget budget;

  RequestWriting(String tool, ObjectNode fields, Caller caller, Envelope.Client client) {
    body = fields;
    budget = Budget.of(client.name());
    as(caller, client, body);
    if (tool.equals("run")) {
      client.umask().ifPresent(it -> body.put("umask", it));
    }
    // A relay whose daemon has gone brings its call once more, and nothing is done twice.
    if (DONE_ONCE.contains(tool) && !client.call().isEmpty()) {
      body.put("request_id", client.call());
    }
    if (tool.equals("poll")) {
      long wanted = body.path(MAX_CHARS).asLong(Integer.MAX_VALUE);
      body.put(MAX_CHARS, Math.min(wanted, budget.first()));
    }
  }

  private static void as(Caller caller, Envelope.Client client, ObjectNode body) {
    body.put("session", caller.session().value());
    body.put("folder", client.folder());
  }

  byte[] body() {
    return JsonText.line(body);
  }

  /** How long it may wait. */
  Duration longest() {
    return Duration.ofMillis(body.path("wait_ms").asLong(USUAL_WAIT_MILLIS));
  }

  Budget budget() {
    return budget;
  }

  /** The output alone, not more than that. */
  byte[] again(String task, long chars) {
    ObjectNode again = JsonText.object().put("task_id", task).put(MAX_CHARS, chars);
    again.set("session", body.path("session"));
    again.set("folder", body.path("folder"));
    if (body.has("cursor")) {
      again.set("cursor", body.path("cursor"));
    }
    return JsonText.line(again);
  }
}
