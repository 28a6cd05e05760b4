package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same with the official client, which holds each result to the schema of its tool. */
class McpSdkIT {
  private Installation hob;
  private McpSyncClient client;

  @BeforeEach
  void open() {
    hob = Installation.open();
    ServerParameters server =
        ServerParameters.builder(Installation.launcher().toString())
            .args("mcp", "--session", "of the client")
            .env(hob.environment())
            .build();
    client =
        McpClient.sync(
                new StdioClientTransport(server, new JacksonMcpJsonMapper(new ObjectMapper())))
            .requestTimeout(Duration.ofSeconds(40))
            .enableCallToolSchemaCaching(true)
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    hob.close();
  }

  private McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
    return client.callTool(new McpSchema.CallToolRequest(tool, arguments, Map.of()));
  }

  private static Map<?, ?> structure(McpSchema.CallToolResult result) {
    return (Map<?, ?>) result.structuredContent();
  }

  private static String text(McpSchema.CallToolResult result) {
    return ((McpSchema.TextContent) result.content().get(0)).text();
  }

  @Test
  void everyToolCanBeListedAndCalled() {
    McpSchema.InitializeResult begun = client.initialize();
    List<String> names = client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
    assertEquals("hob", begun.serverInfo().name());
    assertEquals(
        List.of("run", "poll", "wait", "kill", "write", "watch", "list", "notices"), names);

    McpSchema.CallToolResult started =
        call(
            "run", Map.of("command", "read x; echo got $x; read x", "wait_ms", 0, "stdin", "open"));
    String task = String.valueOf(structure(started).get("task_id"));
    McpSchema.CallToolResult watched = call("watch", Map.of("task_id", task, "pattern", "got"));
    McpSchema.CallToolResult written =
        call("write", Map.of("task_id", task, "text", "something\n"));
    McpSchema.CallToolResult waited =
        call("wait", Map.of("task_ids", List.of(task), "pattern", "got some", "wait_ms", 30_000));
    McpSchema.CallToolResult told = call("notices", Map.of("wait_ms", 30_000));
    McpSchema.CallToolResult polled = call("poll", Map.of("task_id", task));
    McpSchema.CallToolResult listed = call("list", Map.of());
    McpSchema.CallToolResult killed = call("kill", Map.of("task_id", task));

    for (McpSchema.CallToolResult each :
        List.of(started, watched, written, waited, told, polled, listed, killed)) {
      assertFalse(Objects.equals(each.isError(), true), each.toString());
    }
    assertEquals(true, structure(waited).get("satisfied"));
    assertTrue(text(polled).contains("got something"), text(polled));
    assertTrue(text(listed).contains(task), text(listed));
    assertEquals("killed", structure(killed).get("status"));
  }

  @Test
  void whatIsWrongIsAResultThatSaysSo() {
    client.initialize();

    McpSchema.CallToolResult refused = call("poll", Map.of("task_id", "tnonesuch1"));

    assertEquals(true, refused.isError());
    assertTrue(text(refused).startsWith("Error task_not_found"), text(refused));
  }

  @Test
  void aDaemonThatIsKilledIsFollowedByAnother() {
    client.initialize();
    McpSchema.CallToolResult started = call("run", Map.of("command", "sleep 60", "wait_ms", 0));
    Installation.signal("KILL", hob.daemon());

    McpSchema.CallToolResult killed =
        call("kill", Map.of("task_id", structure(started).get("task_id")));

    assertEquals("killed", structure(killed).get("status"));
  }
}
