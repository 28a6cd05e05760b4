package dev.hob.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools of hob as a client of the protocol sees them: a real relay, a real daemon. */
class McpIT {
  private static final String KEYS = "io.modelcontextprotocol/";
  private static final String STRICTEST = "codex-mcp-client";

  private Installation hob;

  @BeforeEach
  void open() {
    hob = Installation.open();
  }

  @AfterEach
  void close() {
    hob.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-11-05,2024-11-05",
    "2025-03-26,2025-03-26",
    "2025-06-18,2025-06-18",
    "2025-11-25,2025-11-25",
    "1999-01-01,2025-11-25"
  })
  void whoBeginsIsAnsweredInItsRevisionBeforeThereIsADaemon(String asked, String agreed) {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode beginning = talk.initialize(asked, "somebody");
      Optional<Long> daemon = hob.daemonNow();

      assertEquals(agreed, beginning.path("protocolVersion").asText());
      assertEquals("hob", beginning.path("serverInfo").path("name").asText());
      assertTrue(beginning.path("instructions").asText().length() <= 600);
      assertEquals(Optional.empty(), daemon);
      talk.hangUp();
      assertEquals(Optional.of(0), talk.end(2));
    }
  }

  @Test
  void whoDiscoversSpeaksWithoutABeginning() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      JsonNode found = talk.answer(talk.ask("server/discover", meta())).path("result");
      JsonNode tools = talk.answer(talk.ask("tools/list", meta())).path("result");
      ObjectNode call = McpTalk.call("run", "{'command':'exit 3'}");
      JsonNode ended = talk.answer(talk.ask("tools/call", call.setAll(meta()))).path("result");

      assertTrue(found.path("supportedVersions").toString().contains("2026-07-28"));
      for (JsonNode each : List.of(found, tools, ended)) {
        assertEquals("complete", each.path("resultType").asText(), each.toString());
      }
      assertTrue(tools.path("ttlMs").asLong() > 0);
      assertEquals(3, ended.path("structuredContent").path("exit_code").asInt());
    }
  }

  private static ObjectNode meta() {
    ObjectNode params = McpTalk.JSON.createObjectNode();
    params
        .putObject("_meta")
        .put(KEYS + "protocolVersion", "2026-07-28")
        .putObject(KEYS + "clientInfo")
        .put("name", "somebody");
    return params;
  }

  @Test
  void aRevisionThatIsNotSpokenIsRefusedWithThoseThatAre() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      ObjectNode params = McpTalk.JSON.createObjectNode();
      params.putObject("_meta").put(KEYS + "protocolVersion", "2031-01-01");

      JsonNode error = talk.answer(talk.ask("tools/list", params)).path("error");

      assertEquals(-32022, error.path("code").asInt());
      assertTrue(error.path("data").path("supported").toString().contains("2026-07-28"));
    }
  }

  @Test
  void oneSubscribesToWhatNeverChangesAndHearsThatItStands() {
    try (McpTalk talk = McpTalk.with(hob, Map.of())) {
      int id = talk.ask("subscriptions/listen", meta());
      Installation.awaitThat(() -> !talk.heard().isEmpty(), () -> "nothing is said");

      JsonNode said = talk.heard().get(0);
      assertEquals("notifications/subscriptions/acknowledged", said.path("method").asText());
      assertEquals(id, said.path("params").path("_meta").path(KEYS + "subscriptionId").asInt());
    }
  }

  @Test
  void aCommandIsStartedPolledAndKilledByTheIdOfTheFirstResult() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      JsonNode started = talk.tool("run", "{'command':'echo ready; sleep 60','wait_ms':'500'}");
      String task = McpTalk.task(started);
      JsonNode polled = talk.tool("poll", "{'session_id':'" + task + "'}");
      JsonNode killed = talk.tool("kill", "{'task_id':'" + task + "'}");

      assertTrue(McpTalk.text(started).startsWith(task + " is running"), started.toString());
      assertEquals(
          "ready\n",
          polled.path("structuredContent").path("output").path("stdout").path("text").asText());
      assertTrue(McpTalk.text(polled).contains("ready"));
      assertTrue(McpTalk.text(killed).startsWith(task + " was killed"), killed.toString());
      assertFalse(killed.path("structuredContent").has("notices"), "its end was told twice");
    }
  }

  @Test
  void aProgramInATerminalIsTypedInto() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      String task =
          McpTalk.task(
              talk.tool(
                  "run",
                  "{'command':'stty size; read a; read b; exit 5','tty':true,'rows':30,'wait_ms':0}"));
      JsonNode written =
          talk.tool("write", "{'session_id':'" + task + "','chars':'one\\n','keys':['x','enter']}");
      JsonNode wrong = talk.tool("write", "{'task_id':'" + task + "','keys':['hyper-x']}");
      JsonNode ended = talk.tool("wait", "{'task_ids':['" + task + "']}");

      assertEquals(6, written.path("structuredContent").path("bytes").asInt(), written.toString());
      assertTrue(McpTalk.text(wrong).contains("unknown_key"), wrong.toString());
      assertEquals(5, ended.path("structuredContent").path("exit_code").asInt(), ended.toString());
      assertTrue(McpTalk.text(talk.tool("poll", "{}")).contains("30 80"));
    }
  }

  @Test
  void whatHasEndedRidesOnTheNextReplyOnce() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      String task = McpTalk.task(talk.tool("run", "{'command':'exit 4','wait_ms':0}"));
      Installation.awaitThat(
          () -> hob.status(task).equals("\"failed\""), () -> "it does not end: " + hob.log());

      JsonNode first = talk.tool("list", "{}");
      JsonNode second = talk.tool("list", "{}");

      assertEquals(
          task + ".completion.1",
          first.path("structuredContent").path("notices").path(0).path("notice_id").asText());
      assertTrue(McpTalk.text(first).contains("exit 4"));
      assertFalse(second.path("structuredContent").has("notices"), second.toString());
    }
  }

  /** Whoever has never asked again may not have had it. */
  @Test
  void whatAClientDidNotProveIsToldAgainAsARepeat() {
    String task;
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      task = McpTalk.task(talk.tool("run", "{'command':'exit 4','wait_ms':0}"));
      Installation.awaitThat(
          () -> hob.status(task).equals("\"failed\""), () -> "it does not end: " + hob.log());
      JsonNode told = talk.tool("list", "{}");
      assertTrue(told.path("structuredContent").has("notices"), told.toString());
    }
    try (McpTalk next = McpTalk.begun(hob, "somebody")) {
      JsonNode again = next.tool("notices", "{'wait_ms':39000}");

      JsonNode notice = again.path("structuredContent").path("notices").path(0);
      assertEquals(task + ".completion.1", notice.path("notice_id").asText());
      assertTrue(notice.path("repeat").asBoolean(), again.toString());
    }
  }

  @Test
  void aWaitThatIsCancelledSaysNothingAndEndsNoTask() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      String task = McpTalk.task(talk.tool("run", "{'command':'sleep 60','wait_ms':0}"));
      int wait = talk.begin("wait", "{'wait_ms':60000}");
      Installation.awaitThat(() -> !hob.nobodyCalls(), () -> "nobody waits");

      cancel(talk, wait);
      cancel(talk, 1); // it has its answer
      cancel(talk, 4711); // there is none

      Installation.awaitThat(hob::nobodyCalls, hob::calls);
      JsonNode polled = talk.tool("poll", "{}");
      assertEquals("running", polled.path("structuredContent").path("status").asText());
      assertEquals(task, McpTalk.task(polled));
      assertEquals(Optional.empty(), talk.heard(wait));
    }
  }

  private static void cancel(McpTalk talk, int request) {
    talk.say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + request
            + "}}");
  }

  @Test
  void aDaemonThatIsKilledUnderAWaitIsFollowedByOneThatAnswersIt() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      String task = McpTalk.task(talk.tool("run", "{'command':'sleep 4; exit 5','wait_ms':0}"));
      int wait = talk.begin("wait", "{'task_ids':'" + task + "','wait_ms':30000}");
      Installation.awaitThat(() -> !hob.nobodyCalls(), () -> "nobody waits");
      Installation.signal("KILL", hob.daemon());

      JsonNode waited = talk.call(wait);

      assertEquals(5, waited.path("structuredContent").path("exit_code").asInt());
      assertTrue(waited.path("structuredContent").path("satisfied").asBoolean());
    }
  }

  @Test
  void aDaemonThatIsKilledUnderAStartStartsNothingTwice() throws IOException {
    Path file = hob.work().resolve("lines");
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      int run =
          talk.begin("run", "{'command':'echo line >>lines; sleep 3; exit 6','wait_ms':30000}");
      Installation.awaitThat(() -> Files.exists(file), () -> "it does not start: " + hob.log());
      Installation.signal("KILL", hob.daemon());

      JsonNode ended = talk.call(run);

      assertEquals(6, ended.path("structuredContent").path("exit_code").asInt(), ended.toString());
      assertEquals(List.of("line"), Files.readAllLines(file));
    }
  }

  @Test
  void whatCannotBeAskedTwiceIsTold() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      talk.tool("list", "{}");
      Installation.signal("STOP", hob.daemon());
      int watch = talk.begin("watch", "{'task_id':'tnone','pattern':'x'}");
      Set<String> before = sockets(talk);
      Installation.awaitThat(() -> isWaiting(talk), () -> "nobody calls: " + before);
      Installation.signal("KILL", hob.daemon());

      JsonNode told = talk.call(watch);

      assertTrue(told.path("isError").asBoolean());
      assertEquals(
          "daemon_unreachable", told.path("structuredContent").path("error").path("code").asText());
    }
  }

  /** A connection that stays: the daemon has the call, and says nothing. */
  private static boolean isWaiting(McpTalk talk) {
    Set<String> then = sockets(talk);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    then.retainAll(sockets(talk));
    return !then.isEmpty();
  }

  private static Set<String> sockets(McpTalk talk) {
    Set<String> sockets = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + talk.relay().pid() + "/fd"))) {
      for (Path file : files.toList()) {
        String name = Files.readSymbolicLink(file).toString();
        if (name.startsWith("socket:")) {
          sockets.add(name);
        }
      }
    } catch (IOException e) {
      return new TreeSet<>(); // one was closed meanwhile
    }
    return sockets;
  }

  /** As a client does that ends its server with everything that hangs on it. */
  @Test
  void aClientThatEndsItsServersTreeReachesNeitherDaemonNorTask() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      String task = McpTalk.task(talk.tool("run", "{'command':'sleep 60','wait_ms':0}"));
      long daemon = hob.daemon();
      ProcessHandle relay = talk.relay();
      List<ProcessHandle> tree = new ArrayList<>(relay.descendants().toList());
      tree.add(relay);
      tree.forEach(ProcessHandle::destroyForcibly);
      talk.end(10);

      assertEquals("\"running\"", hob.status(task));
      assertEquals(daemon, hob.daemon());
    }
  }

  @Test
  void theCommandHasTheClientsEnvironmentFolderAndUmask() {
    Map<String, String> more =
        Map.of(
            "COLOUR", "dark\nblue",
            "LC_ALL", "C",
            "JDK_JAVA_OPTIONS", "-Dx=y",
            "HOB_SESSION", "a session");
    try (McpTalk talk = McpTalk.with(hob, more)) {
      JsonNode said =
          talk.tool(
              "run",
              "{'command':'echo \\'$COLOUR\\'; echo $LC_ALL,$JDK_JAVA_OPTIONS; pwd; umask;"
                  + " env | grep -c HOB_WAS'}".replace("\\'", "\\\\u0022"));

      assertEquals(
          "dark\nblue\nC,-Dx=y\n" + hob.work() + "\n0022\n0\n",
          said.path("structuredContent").path("output").path("stdout").path("text").asText());
      assertTrue(hob.run("list", "--session", "a session").out().contains("COLOUR"));
    }
  }

  private static final List<String> LARGE =
      List.of(
          "seq 1 300000",
          "head -c 3000000 /dev/urandom",
          "head -c 10000000 /dev/zero | tr '\\0' x",
          "head -c 300000 /dev/zero | tr '\\0' '\\1'",
          "yes");

  @Test
  void whateverACommandSaysFitsIntoWhatAClientTakes() {
    try (McpTalk talk = McpTalk.begun(hob, STRICTEST)) {
      for (String command : LARGE) {
        ObjectNode call = McpTalk.call("run", "{'wait_ms':30000}");
        ((ObjectNode) call.path("arguments")).put("command", command + " | head -c 10000000");

        JsonNode ended = talk.call(talk.ask("tools/call", call));
        JsonNode polled = talk.tool("poll", "{'max_chars':1000000}");

        for (JsonNode each : List.of(ended, polled)) {
          assertEquals("completed", each.path("structuredContent").path("status").asText());
          assertTrue(each.path("structuredContent").toString().length() <= 9000, size(each));
          assertTrue(McpTalk.text(each).length() <= 9000, size(each));
          assertTrue(McpTalk.text(each).lines().count() <= 2000, command);
        }
      }
    }
  }

  private static String size(JsonNode result) {
    return result.path("structuredContent").toString().length()
        + " and "
        + McpTalk.text(result).length();
  }

  /** Tool, arguments, code, and a part of the words. */
  private static final List<String> REFUSED =
      List.of(
          "kill|{'taskid':'t1'}|bad_request|did you mean task_id?",
          "kill|{}|bad_request|the field task_id is missing",
          "poll|{'task_id':'tnonesuch1'}|task_not_found|tnonesuch1",
          "poll|{'wait_ms':'soon'}|bad_request|wait_ms is not a whole number",
          "poll|{'wait_ms':-1}|bad_request|wait_ms is not a whole number",
          "run|{'command':' '}|blank_command|blank",
          "run|{'command':'true','pty':true,'rows':0}|bad_request|size",
          "run|{'command':'true','workdir':'nowhere'}|bad_workdir|nowhere",
          "run|{'command':'true','env':['A']}|bad_request|env is not an object",
          "wait|{'task_ids':[7]}|bad_request|task_ids is not a list",
          "list|{'scope':'galaxy'}|bad_request|galaxy",
          "poll|[1]|bad_request|the arguments are not an object");

  @Test
  void whatNobodyCanHaveMeantIsRefused() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      for (String row : REFUSED) {
        String[] parts = row.split("\\|");
        JsonNode refused = talk.tool(parts[0], parts[1]);

        assertTrue(refused.path("isError").asBoolean(), refused.toString());
        assertEquals(
            parts[2], refused.path("structuredContent").path("error").path("code").asText());
        assertTrue(McpTalk.text(refused).startsWith("Error " + parts[2] + ": "), row);
        assertTrue(McpTalk.text(refused).contains(parts[3]), McpTalk.text(refused));
      }
    }
  }

  @Test
  void whatIsNoMessageIsAnsweredAndTheTalkGoesOn() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      for (String line : List.of("nonsense", "[]", "{} {}", "\"x\"", "{\"id\":", "", "  ")) {
        talk.say(line);
      }
      talk.say("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
      int unknown = talk.ask("no/such", McpTalk.JSON.createObjectNode());
      int noTool = talk.begin("nonesuch", "{}");

      assertEquals(-32601, talk.answer(unknown).path("error").path("code").asInt());
      assertEquals(-32602, talk.answer(noTool).path("error").path("code").asInt());
      assertEquals(
          5,
          talk.heard().stream()
              .filter(it -> it.path("error").path("code").asInt() == -32700)
              .count());
    }
  }

  /** With nothing but the socket: whoever speaks HTTP needs no relay. */
  @Test
  void aClientMaySpeakHttpToTheDaemon() {
    hob.run("list");
    String folder = "folder=" + hob.work();
    String task =
        Installation.field(
            post(folder, "tools/call", McpTalk.call("run", "{'command':'exit 8','wait_ms':0}")),
            "task_id");
    String id = task.replace("\"", "");
    Installation.awaitThat(
        () -> hob.status(id).equals("\"failed\""), () -> "it does not end: " + hob.log());

    String first = post(folder, "tools/call", McpTalk.call("list", "{}"));
    String second = post(folder, "tools/call", McpTalk.call("list", "{}"));
    String nobody = post("", "tools/call", McpTalk.call("list", "{}"));

    assertTrue(first.contains(id + ".completion.1"), first);
    assertFalse(second.contains(".completion.1"), second);
    assertTrue(nobody.contains("?folder="), nobody);
    assertTrue(
        post(folder, "subscriptions/listen", McpTalk.JSON.createObjectNode()).contains("-32601"));
    assertTrue(post(folder, "tools/list", McpTalk.JSON.createObjectNode()).contains("\"tools\":["));
    assertEquals("405", status("-X", "GET", "http://localhost/mcp?" + folder));
    assertEquals(
        "202",
        status(
            "-d",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "http://localhost/mcp?" + folder));
  }

  private String post(String query, String method, ObjectNode params) {
    ObjectNode request = McpTalk.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", method).set("params", params);
    return curl("-d", request.toString(), "http://localhost/mcp?" + query);
  }

  private String status(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return curl(all.toArray(String[]::new));
  }

  private String curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "--unix-socket"));
    command.add(hob.address().orElseThrow().socket());
    command.addAll(List.of("-H", "Content-Type: application/json"));
    command.addAll(List.of(arguments));
    return new Launch(hob.scratch(), hob.work(), command, hob.environment()).run().out();
  }

  @Test
  void manyCallsAtOnceAreAnsweredEachByItself() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      List<Integer> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(talk.begin("run", "{'command':'sleep 0.5; exit " + i + "'}"));
      }

      for (int i = 0; i < 20; i++) {
        JsonNode ended = talk.call(calls.get(i));
        assertEquals(i, ended.path("structuredContent").path("exit_code").asInt(-1));
      }
    }
  }

  @Test
  void aLongCallSaysThatItGoesOn() {
    try (McpTalk talk = McpTalk.begun(hob, "somebody")) {
      ObjectNode call = McpTalk.call("run", "{'command':'sleep 11','wait_ms':20000}");
      call.putObject("_meta").put("progressToken", "a \"token\"");

      talk.call(talk.ask("tools/call", call));

      JsonNode news =
          talk.heard().stream()
              .filter(it -> it.path("method").asText().equals("notifications/progress"))
              .findFirst()
              .orElseThrow();
      assertEquals("a \"token\"", news.path("params").path("progressToken").asText());
    }
  }
}
