package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that ask for the answer to a long call later, in either form of the protocol. */
class McpLaterIT {
  private static final String KEYS = "io.modelcontextprotocol/";
  private static final String WAITING =
      "{'command':'read line; exit 7','stdin':'open','wait_ms':0}";

  private Installation hob;

  @BeforeEach
  void open() {
    hob = Installation.open();
  }

  @AfterEach
  void close() {
    hob.close();
  }

  @Test
  void whoDeclaresItInTheNewerFormIsGivenAnIdThatOutlivesTheDaemon() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode found = talk.answer(talk.ask("server/discover", declared())).path("result");
      String task = McpTalk.task(called(talk, "run", WAITING));
      JsonNode begun = called(talk, "wait", "{'task_ids':['" + task + "'],'wait_ms':60000}");
      String id = begun.path("taskId").asText();
      JsonNode before = state(talk, id);
      Installation.signal("KILL", hob.daemon());
      JsonNode after = state(talk, id);
      called(talk, "write", "{'task_id':'" + task + "','text':'on\\n'}");
      JsonNode done = awaited(talk, id, "completed"::equals);
      JsonNode again = state(talk, id);
      JsonNode list = called(talk, "list", "{}");

      assertTrue(found.path("capabilities").path("extensions").has(KEYS + "tasks"));
      assertEquals("task", begun.path("resultType").asText(), begun.toString());
      assertTrue(begun.path("ttlMs").isNull() && begun.path("pollIntervalMs").asInt() > 0);
      for (JsonNode each : new JsonNode[] {begun, before, after}) {
        assertEquals("working", each.path("status").asText(), each.toString());
        assertFalse(each.has("result"), each.toString());
      }
      assertEquals("complete", done.path("resultType").asText());
      JsonNode result = done.path("result");
      assertEquals(7, result.path("structuredContent").path("exit_code").asInt(), done.toString());
      assertTrue(McpTalk.text(result).startsWith(task + " failed: exit code 7"), done.toString());
      assertEquals(result.path("content"), again.path("result").path("content"));
      assertFalse(list.path("structuredContent").has("notices"), "it was told twice: " + list);
    }
  }

  @Test
  void whatIsSoonAnsweredIsAnsweredAtOnceAndACancelEndsNoCommand() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode nothing = called(talk, "wait", "{}");
      JsonNode wrong = called(talk, "wait", "{'tasks':[]}");
      String task = McpTalk.task(called(talk, "run", WAITING));
      String id = called(talk, "wait", "{}").path("taskId").asText();
      JsonNode cancelled = talk.answer(talk.ask("tasks/cancel", about(declared(), id)));
      JsonNode updated = talk.answer(talk.ask("tasks/update", about(declared(), id)));
      JsonNode unknown = talk.answer(talk.ask("tasks/get", about(declared(), "task-1")));

      assertEquals("complete", nothing.path("resultType").asText(), nothing.toString());
      assertTrue(wrong.path("isError").asBoolean(), wrong.toString());
      assertEquals("complete", cancelled.path("result").path("resultType").asText());
      assertEquals("complete", updated.path("result").path("resultType").asText());
      assertEquals("cancelled", state(talk, id).path("status").asText());
      assertEquals("\"running\"", hob.status(task));
      assertEquals(-32602, unknown.path("error").path("code").asInt(), unknown.toString());
    }
  }

  @Test
  void whoAsksForItInTheOlderFormFetchesTheResultByItself() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode began = talk.initialize("2025-11-25", "somebody");
      String task = McpTalk.task(talk.tool("run", WAITING));
      JsonNode created = talk.answer(talk.ask("tools/call", asTask("wait", "{}"))).path("result");
      String id = created.path("task").path("taskId").asText();
      ObjectNode which = about(McpTalk.JSON.createObjectNode(), id);
      JsonNode working = talk.answer(talk.ask("tasks/get", which)).path("result");
      int result = talk.ask("tasks/result", which);
      talk.tool("write", "{'task_id':'" + task + "','text':'on\\n'}");
      JsonNode done = talk.call(result);
      JsonNode after = talk.answer(talk.ask("tasks/get", which)).path("result");
      JsonNode run = talk.answer(talk.ask("tools/call", asTask("run", "{'command':'true'}")));
      JsonNode cancel = talk.answer(talk.ask("tasks/cancel", which));

      assertTrue(began.path("capabilities").path("tasks").path("requests").has("tools"));
      assertEquals("working", created.path("task").path("status").asText(), created.toString());
      assertTrue(created.path("task").has("ttl"));
      assertEquals("working", working.path("status").asText());
      assertEquals(7, first(done).path("exit_code").asInt(), done.toString());
      assertEquals(id, done.path("_meta").path(KEYS + "related-task").path("taskId").asText());
      assertEquals("completed", after.path("status").asText());
      assertEquals(-32601, run.path("error").path("code").asInt(), run.toString());
      assertEquals(-32601, cancel.path("error").path("code").asInt(), cancel.toString());
    }
  }

  @Test
  void whoSaysNothingOfItIsAnsweredWhenTheAnswerIsThere() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode began = talk.initialize("2025-06-18", "somebody");
      talk.tool("run", "{'command':'sleep 1','wait_ms':0}");
      JsonNode waited = talk.tool("wait", "{}");

      assertFalse(began.path("capabilities").has("tasks"), began.toString());
      assertEquals("completed", first(waited).path("status").asText(), waited.toString());
    }
  }

  /** Of those that were waited for. */
  private static JsonNode first(JsonNode result) {
    return result.path("structuredContent").path("tasks").path(0);
  }

  private static JsonNode called(McpTalk talk, String tool, String arguments) {
    ObjectNode call = McpTalk.call(tool, arguments);
    return talk.call(talk.ask("tools/call", call.setAll(declared())));
  }

  private static ObjectNode declared() {
    ObjectNode params = McpTalk.JSON.createObjectNode();
    ObjectNode meta = params.putObject("_meta").put(KEYS + "protocolVersion", "2026-07-28");
    meta.putObject(KEYS + "clientInfo").put("name", "somebody");
    meta.putObject(KEYS + "clientCapabilities").putObject("extensions").putObject(KEYS + "tasks");
    return params;
  }

  private static ObjectNode asTask(String tool, String arguments) {
    ObjectNode call = McpTalk.call(tool, arguments);
    call.putObject("task").put("ttl", 60_000);
    return call;
  }

  private static ObjectNode about(ObjectNode params, String id) {
    return params.put("taskId", id);
  }

  private static JsonNode state(McpTalk talk, String id) {
    return talk.answer(talk.ask("tasks/get", about(declared(), id))).path("result");
  }

  private static JsonNode awaited(McpTalk talk, String id, Predicate<String> wanted) {
    JsonNode[] last = {state(talk, id)};
    Installation.awaitThat(
        () -> {
          last[0] = state(talk, id);
          return wanted.test(last[0].path("status").asText());
        },
        () -> "it stays " + last[0]);
    return last[0];
  }
}
