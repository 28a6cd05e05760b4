package dev.hob.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.testing.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client of {@code hob mcp} that speaks line by line, and hears everything. */
final class McpTalk implements AutoCloseable {
  private static final long LIMIT_SECONDS = 40;
  static final ObjectMapper JSON = new ObjectMapper();

  private final Process relay;
  private final OutputStream to;
  private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
  private int last;

  private McpTalk(Process relay) {
    this.relay = relay;
    to = relay.getOutputStream();
    Thread reader = new Thread(this::read, "mcp-talk");
    reader.setDaemon(true);
    reader.start();
  }

  static McpTalk with(Installation hob, Map<String, String> more) {
    try {
      ProcessBuilder builder = new ProcessBuilder(Installation.launcher().toString(), "mcp");
      builder.environment().clear();
      builder.environment().putAll(new TreeMap<>(hob.environment()));
      builder.environment().putAll(more);
      builder.directory(hob.work().toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
      return new McpTalk(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that has said who it is. */
  static McpTalk begun(Installation hob, String client) {
    McpTalk talk = with(hob, Map.of());
    talk.initialize("2025-06-18", client);
    return talk;
  }

  JsonNode initialize(String revision, String client) {
    ObjectNode params = JSON.createObjectNode().put("protocolVersion", revision);
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", client).put("version", "1");
    JsonNode answer = answer(ask("initialize", params));
    say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer.path("result");
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(relay.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  void say(String line) {
    try {
      to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int ask(String method, JsonNode params) {
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", ++last);
    request.put("method", method).set("params", params);
    say(request.toString());
    return last;
  }

  /** Calls a tool with these arguments, in JSON with single quotes. */
  int begin(String tool, String arguments) {
    return ask("tools/call", call(tool, arguments));
  }

  static ObjectNode call(String tool, String arguments) {
    try {
      ObjectNode params = JSON.createObjectNode().put("name", tool);
      params.set("arguments", JSON.readTree(arguments.replace('\'', '"')));
      return params;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode call(int id) {
    return answer(id).path("result");
  }

  JsonNode tool(String tool, String arguments) {
    return call(begin(tool, arguments));
  }

  Optional<JsonNode> heard(int id) {
    return heard.stream().filter(it -> it.path("id").asInt(-1) == id).findFirst();
  }

  List<JsonNode> heard() {
    return List.copyOf(heard);
  }

  JsonNode answer(int id) {
    Deadline deadline = Deadline.ofSeconds(LIMIT_SECONDS);
    while (heard(id).isEmpty()) {
      deadline.check(() -> "no answer to " + id + " among " + heard);
    }
    return heard(id).orElseThrow();
  }

  static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asText();
  }

  static String task(JsonNode result) {
    return result.path("structuredContent").path("task_id").asText();
  }

  ProcessHandle relay() {
    return relay.toHandle();
  }

  void hangUp() {
    try {
      to.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit status, when it ends within so long. */
  Optional<Integer> end(long seconds) {
    try {
      return relay.waitFor(seconds, TimeUnit.SECONDS)
          ? Optional.of(relay.exitValue())
          : Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    relay.destroyForcibly();
  }
}
