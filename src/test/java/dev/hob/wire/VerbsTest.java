package dev.hob.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.Callers;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.PollTask;
import dev.hob.api.ReadLog;
import dev.hob.api.RemoveTasks;
import dev.hob.api.ResizeTask;
import dev.hob.api.RunAgain;
import dev.hob.api.RunTask;
import dev.hob.api.Scope;
import dev.hob.api.WaitForTasks;
import dev.hob.api.WhichTask;
import dev.hob.api.WriteTask;
import dev.hob.model.CommandSpec;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.SessionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbsTest {
  private static final EnvironmentBlock USUAL = EnvironmentBlock.of(Map.of("USUAL", "1"));

  /** Beyond every clock that counts nanoseconds. */
  private static final String LARGEST = "9223372036854775807";

  private final RecordingHob hob = new RecordingHob();
  private final Verbs verbs = new Verbs(hob, USUAL);

  static Set<String> names() {
    return new Verbs(new RecordingHob(), USUAL).fields().keySet();
  }

  private boolean isOfATask(String verb) {
    return fields(verb).stream().anyMatch(it -> it.name().equals("task_id"));
  }

  private List<Field> fields(String verb) {
    return verbs.fields().getOrDefault(verb, List.of());
  }

  private JsonNode call(String verb, byte[] body) {
    Verbs.Answer answer = verbs.call(verb, body).join();
    JsonNode json = OpenApi.parse(answer.json().bytes());
    assertEquals(answer.refusal().isPresent(), json.has("error"), json.toString());
    answer
        .refusal()
        .ifPresent(it -> assertEquals(it.code().word(), json.at("/error/code").asText()));
    return json;
  }

  private JsonNode call(String verb, String body) {
    return call(verb, body.getBytes(StandardCharsets.UTF_8));
  }

  /** With a session; the fields are written without the braces, and with ' for ". */
  private JsonNode ask(String verb, String fields) {
    return call(
        verb,
        ("{'session':'s1'" + (fields.isEmpty() ? "" : ",") + fields + "}").replace('\'', '"'));
  }

  private <T> T asked(Class<T> kind, String verb, String fields) {
    JsonNode reply = ask(verb, fields);
    assertTrue(!reply.has("error"), reply.toString());
    return hob.last(kind);
  }

  private void assertRefused(String code, String words, JsonNode reply) {
    assertEquals(code, reply.at("/error/code").asText(), reply.toString());
    assertTrue(reply.get("error").toString().contains(words), reply.toString());
    assertTrue(reply.toString().length() < 2_000, "a refusal echoes all that was sent");
    assertEquals(List.of(), hob.asked());
  }

  @Test
  void everyFieldOfAStartArrives() {
    RunTask task =
        asked(
            RunTask.class,
            "run",
            """
            'owner':'sub','folder':'/tmp','command':'make','wait_ms':1,'timeout_ms':2,
            'idle_timeout_ms':3,'grace_ms':4,'output_cap_bytes':5,'workdir':'/usr',
            'environment':{'A':'1'},'env':{'B':'2'},'unset':['C'],'secrets':['B'],'name':'n',
            'label':'l','description':'d','merge':true,'notify':false,'pty':false,'shell':'/bin/sh',
            'umask':'077','stdin':'open','request_id':'r'""");

    assertEquals(Duration.ofMillis(1), hob.asked().get(0));
    assertEquals(new SessionKey("s1"), task.ownership().session());
    assertEquals(Optional.of("sub"), task.ownership().owner());
    assertEquals(Callers.project("/tmp"), task.ownership().projectKey());
    assertEquals(Optional.of(Duration.ofMillis(2)), task.limits().timeout());
    assertEquals(Optional.of(Duration.ofMillis(3)), task.limits().idleTimeout());
    assertEquals(Optional.of(Duration.ofMillis(4)), task.limits().grace());
    assertEquals(OptionalLong.of(5), task.limits().outputCapBytes());
    assertEquals("make", task.wish().command());
    assertEquals("/usr", task.wish().workdir());
    assertEquals(
        new RunTask.Environment(
            EnvironmentBlock.of(Map.of("A", "1")), Map.of("B", "2"), List.of("C"), Set.of("B")),
        task.wish().environment());
    assertEquals(Optional.of("n"), task.labels().name());
    assertEquals(Optional.of("d"), task.labels().description());
    assertEquals(Optional.of("r"), task.labels().requestId());
    assertEquals(Optional.of("l"), task.label());
    assertTrue(task.wish().capturing().merged());
    assertTrue(!task.notifyOnCompletion());
    assertEquals(Optional.of("/bin/sh"), task.wish().shell());
    assertEquals(Optional.of("077"), task.wish().umask());
    assertEquals(new RunTask.Input.Open(), task.wish().input());
  }

  @Test
  void aStartThatSaysLittleHasWhatIsUsual() {
    RunTask task = asked(RunTask.class, "run", "'folder':'/tmp','command':'make'");

    assertEquals(Duration.ZERO, hob.asked().get(0));
    assertEquals("/tmp", task.wish().workdir());
    assertEquals(USUAL, task.wish().environment().inherited());
    assertEquals(new RunTask.Input.Nothing(), task.wish().input());
    assertTrue(task.notifyOnCompletion());
  }

  @Test
  void theInputOfAStartIsOneOfFour() {
    assertArrayEquals("ü\n".getBytes(StandardCharsets.UTF_8), input("'stdin_text':'ü\\n'"));
    assertArrayEquals(new byte[] {0, -1}, input("'stdin_base64':'AP8='"));
    assertEquals(
        new RunTask.Input.File("/f"),
        asked(RunTask.class, "run", "'stdin_file':'/f'").wish().input());
    assertEquals(
        new RunTask.Input.Nothing(), asked(RunTask.class, "run", "'stdin':'null'").wish().input());
    hob.asked().clear();

    assertRefused("bad_request", "more than one", ask("run", "'stdin':'open','stdin_text':''"));
    assertRefused("bad_request", "neither null nor open", ask("run", "'stdin':'x'"));
    assertRefused("bad_request", "not base64", ask("run", "'stdin_base64':'%'"));
  }

  private byte[] input(String field) {
    RunTask.Input input = asked(RunTask.class, "run", field).wish().input();
    return assertInstanceOf(RunTask.Input.Bytes.class, input).bytes();
  }

  @Test
  void aTerminalIsWantedByItsNameOrByItsSize() {
    assertEquals(
        new CommandSpec.Terminal(true, OptionalInt.empty(), OptionalInt.empty()),
        asked(RunTask.class, "run", "'command':'x','pty':true").wish().terminal());
    assertEquals(
        new CommandSpec.Terminal(true, OptionalInt.of(5), OptionalInt.empty()),
        asked(RunTask.class, "run", "'command':'x','rows':5").wish().terminal());
    assertEquals(
        CommandSpec.Terminal.PIPES,
        asked(RunTask.class, "run", "'command':'x','pty':false").wish().terminal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'A=B':''}", "{'':'x'}", "{'A\\u0000':'x'}", "{'A':'x\\u0000B=1'}"})
  void anEnvironmentThatNoProcessCanHaveIsRefused(String environment) {
    assertRefused("bad_env", "", ask("run", "'command':'x','environment':" + environment));
    assertRefused("bad_env", "", ask("again", "'task_id':'t1','environment':" + environment));
  }

  @Test
  void everyFieldOfTheOthersArrives() {
    RunAgain again =
        asked(
            RunAgain.class,
            "again",
            "'task_id':'t1','wait_ms':1,'environment':{'A':'1'},'request_id':'r'");
    assertEquals(EnvironmentBlock.of(Map.of("A", "1")), again.environment());
    assertEquals(Optional.of("r"), again.requestId());
    assertEquals(Duration.ofMillis(1), again.longest());
    assertEquals(USUAL, asked(RunAgain.class, "again", "'task_id':'t1'").environment());

    PollTask poll =
        asked(PollTask.class, "poll", "'task_id':'t1','cursor':'1-2','wait_ms':7,'max_chars':9");
    assertEquals(new PollTask(poll.which(), Optional.of("1-2"), Duration.ofMillis(7), 9), poll);

    WaitForTasks wait =
        asked(WaitForTasks.class, "wait", "'task_ids':['a','b'],'any':true,'wait_ms':7");
    assertEquals(
        new WaitForTasks(wait.caller(), List.of("a", "b"), true, Duration.ofMillis(7)), wait);

    KillTask kill =
        asked(
            KillTask.class,
            "kill",
            "'task_id':'t1','signal':'INT','grace_ms':0,'any_session':true");
    assertEquals(
        new KillTask(kill.which(), Optional.of("INT"), Optional.of(Duration.ZERO), true), kill);

    WriteTask write =
        asked(
            WriteTask.class,
            "write",
            "'task_id':'t1','text':'y\\n','close':true,'any_session':true");
    assertEquals("y\n", new String(write.bytes(), StandardCharsets.UTF_8));
    assertTrue(write.typing().close() && write.anySession());
    WriteTask keys =
        asked(
            WriteTask.class,
            "write",
            "'task_id':'t1','text':'y','keys':['up','ctrl-c'],'pasted':true,'request_id':'w1'");
    assertEquals(
        new WriteTask.Typing(List.of("up", "ctrl-c"), true, false, Optional.of("w1")),
        keys.typing());
    ResizeTask resize = asked(ResizeTask.class, "resize", "'task_id':'t1','rows':40,'cols':120");
    assertEquals(OptionalInt.of(40), resize.rows());
    assertEquals(OptionalInt.of(120), resize.cols());
    assertArrayEquals(
        new byte[] {0, -1},
        asked(WriteTask.class, "write", "'task_id':'t1','base64':'AP8='").bytes());

    RemoveTasks remove = asked(RemoveTasks.class, "rm", "'task_ids':['a'],'any_session':true");
    assertEquals(new RemoveTasks(remove.caller(), List.of("a"), true), remove);
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "poll", "kill", "write", "show", "logs"})
  void theTaskAndWhoAsksArrive(String verb) {
    ask(verb, "'task_id':'t1','owner':'sub'");

    WhichTask which = which(hob.asked().get(0));
    assertEquals(Optional.of("t1"), which.id());
    assertEquals(new SessionKey("s1"), which.caller().session());
    assertEquals(Optional.of("sub"), which.caller().own().owner());
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "kill", "write"})
  void whatChangesSomethingNeverMeansTheLatestTask(String verb) {
    assertRefused("bad_request", "task_id is missing", ask(verb, ""));
    assertRefused("bad_request", "task_id is missing", ask(verb, "'task_id':null"));
  }

  private static WhichTask which(Object request) {
    if (request instanceof RunAgain it) {
      return it.which();
    }
    if (request instanceof PollTask it) {
      return it.which();
    }
    if (request instanceof KillTask it) {
      return it.which();
    }
    if (request instanceof WriteTask it) {
      return it.which();
    }
    return request instanceof ReadLog it ? it.which() : (WhichTask) request;
  }

  @Test
  void everyPartOfALogCanBeAskedFor() {
    assertEquals(new ReadLog.Wanted.Usual(), log("").wanted());
    assertEquals(new ReadLog.Wanted.Tail(3), log("'tail':3").wanted());
    assertEquals(new ReadLog.Wanted.Head(4), log("'head':4").wanted());
    assertEquals(new ReadLog.Wanted.From(5, 6), log("'from':5,'bytes':6").wanted());
    assertEquals(
        new ReadLog.Wanted.From(Long.MAX_VALUE, Integer.MAX_VALUE),
        log("'from':" + LARGEST + ",'bytes':" + LARGEST).wanted());
    assertEquals(ReadLog.Streams.BOTH, log("").streams());
    assertEquals(ReadLog.Streams.STDERR, log("'stream':'stderr'").streams());
    assertTrue(log("'raw':true").raw());
    hob.asked().clear();

    assertRefused("bad_request", "together", ask("logs", "'tail':1,'from':0"));
    assertRefused("bad_request", "without from", ask("logs", "'bytes':1"));
    assertRefused("bad_request", "no stream", ask("logs", "'stream':'stdlog'"));
  }

  private ReadLog log(String fields) {
    return asked(ReadLog.class, "logs", fields);
  }

  @Test
  void everyFieldOfAListArrives() {
    ListTasks all =
        asked(
            ListTasks.class,
            "list",
            "'scope':'all','status':['lost','lost'],'label':'l','since':9,'limit':3,'next':'1-t1'");

    assertEquals(
        new ListTasks(
            Scope.EVERYWHERE,
            Set.of("lost"),
            Optional.of("l"),
            Optional.of(Instant.ofEpochMilli(9)),
            3,
            Optional.of("1-t1")),
        all);
    assertEquals(ListTasks.of(Scope.of(new SessionKey("s1"))), asked(ListTasks.class, "list", ""));
  }

  @Test
  void aStatusThatThereIsNotIsRefusedWithThoseThatThereAre() {
    assertRefused("bad_request", "there is no status", ask("list", "'status':['lost','dead']"));
    assertRefused("bad_request", "timed_out", ask("list", "'status':['Running']"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "counts", "clear"})
  void everyScopeCanBeMeant(String verb) {
    ask(verb, "'scope':'session'");
    ask(verb, "'scope':'project','folder':'/tmp'");
    ask(verb, "'scope':'all'");

    List<Scope> scopes =
        hob.asked().stream()
            .map(it -> it instanceof ListTasks list ? list.scope() : (Scope) it)
            .toList();
    assertEquals(
        List.of(
            Scope.of(new SessionKey("s1")), Scope.of(Callers.project("/tmp")), Scope.EVERYWHERE),
        scopes);
    hob.asked().clear();
    assertRefused("bad_request", "no scope", ask(verb, "'scope':'world'"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whoAsksMustBeSaid(String verb) {
    assertRefused("bad_request", "whose call", call(verb, ""));
    assertRefused("bad_request", "blank", call(verb, "{\"session\":\" \"}"));
    assertRefused("bad_request", "4096", call(verb, "{\"session\":\"" + "x".repeat(5000) + "\"}"));
    assertRefused("bad_request", "absolute", call(verb, "{\"folder\":\"tmp\"}"));
    assertRefused("bad_request", "absolute", call(verb, "{\"folder\":\"/a\\u0000\"}"));
    assertRefused(
        "bad_request", "absolute", call(verb, "{\"folder\":\"" + "/a".repeat(1 << 20) + "\"}"));

    String task = isOfATask(verb) ? ",\"task_id\":\"t1\"" : "";
    String more = NEEDED.getOrDefault(verb, "");
    assertTrue(!call(verb, "{\"folder\":\"/no/such/folder\"" + task + more + "}").has("error"));
  }

  /** Without which there is nothing to do. */
  private static final Map<String, String> NEEDED =
      Map.of(
          "ack", ",\"notice_ids\":[]",
          "watch", ",\"first_output\":true",
          "agent_gone", ",\"agent\":\"a\"");

  @Test
  void aProjectStandsForASessionThatIsNotSaid() {
    call("show", "{\"folder\":\"/no/such/folder\"}");

    assertEquals(
        new SessionKey("project:/no/such/folder"), hob.last(WhichTask.class).caller().session());
  }

  @ParameterizedTest
  @MethodSource("names")
  void unknownFieldsAreRefusedWithTheNearestName(String verb) {
    assertRefused("bad_request", "did you mean session?", call(verb, "{\"sesion\":\"s1\"}"));
    assertRefused("bad_request", "did you mean folder?", ask(verb, "'folders':'/'"));
    assertRefused("bad_request", "known are session", ask(verb, "'entirely_else':null"));
    assertRefused("bad_request", "\\\\u001b", ask(verb, "'\\u001b[2J':1"));
    assertRefused("bad_request", "there is no field", ask(verb, "'" + "x".repeat(40_000) + "':1"));
  }

  @ParameterizedTest
  @CsvSource({"pol,poll", "waits,wait", "lst,list", "RUN,known are", "'',known are", "log,logs"})
  void unknownVerbsAreRefusedWithTheNearestName(String verb, String words) {
    assertRefused("bad_request", words, call(verb, "{}"));
    assertRefused("bad_request", "there is no verb", call("x".repeat(1 << 20), "{}"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void wrongKindsAreNamed(String verb) {
    List<String> values =
        List.of(
            "'x'",
            "1",
            "-1",
            "1.5",
            "1e3",
            "1e99999999999",
            "true",
            "[1]",
            "['x',null]",
            "{'a':1}",
            "{'a':null}");
    for (Field field : fields(verb)) {
      for (String value : values) {
        if (!fits(field.kind(), value)) {
          String body = "{'" + field.name() + "':" + value + "}";
          assertRefused(
              "bad_request",
              "the field " + field.name() + " is not " + field.kind().words(),
              call(verb, body.replace('\'', '"')));
        }
      }
    }
  }

  private static boolean fits(Field.Kind kind, String value) {
    return switch (kind) {
      case TEXT -> value.equals("'x'");
      case COUNT -> value.equals("1");
      case FLAG -> value.equals("true");
      case TEXTS, MAP -> false;
    };
  }

  @ParameterizedTest
  @MethodSource("names")
  void numbersMayBeAsLargeAsTheyAreAndNoLarger(String verb) {
    for (Field field : fields(verb)) {
      if (field.kind() == Field.Kind.COUNT && !field.name().equals("bytes")) {
        String name = (isOfATask(verb) ? "'task_id':'t1'," : "") + "'" + field.name() + "':";
        assertTrue(!ask(verb, name + "0").has("error"), field.name());
        assertTrue(!ask(verb, name + LARGEST).has("error"), field.name());
        hob.asked().clear();
        String beyond = "'" + field.name() + "':9223372036854775808";
        assertRefused("bad_request", "whole number", ask(verb, beyond));
        String endless = "'" + field.name() + "':" + "9".repeat(5000);
        assertRefused("bad_request", "", ask(verb, endless));
      }
    }
  }

  @Test
  void noWaitIsLongerThanAClockCanCount() {
    Duration longest =
        asked(PollTask.class, "poll", "'wait_ms':" + LARGEST + ",'max_chars':" + LARGEST).longest();

    assertTrue(longest.toNanos() > 0);
    assertTrue(longest.compareTo(Duration.ofDays(366)) > 0, "too long is still seen to be so");
    assertEquals(Integer.MAX_VALUE, hob.last(PollTask.class).maxBytes());
  }

  @ParameterizedTest
  @MethodSource("names")
  void nullIsAbsent(String verb) {
    ObjectNode nulls = OpenApi.JSON.createObjectNode();
    fields(verb).forEach(it -> nulls.putNull(it.name()));
    nulls.put("session", "s1");

    ask(verb, "");
    String absent = hob.asked().toString();
    hob.asked().clear();
    call(verb, nulls.toString());

    assertEquals(withoutHashes(absent), withoutHashes(hob.asked().toString()));
  }

  private static String withoutHashes(String text) {
    return text.replaceAll("@[0-9a-f]+", "");
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsNoObjectIsRefused(String verb) {
    for (String body :
        List.of(
            "[]",
            "[{}]",
            "null",
            "1",
            "\"x\"",
            "{",
            "{}}",
            "{} {}",
            "{\"session\":\"a\",\"session\":\"b\"}",
            "{'session':'a'}",
            "{\"session\":\"a\",}",
            "{\"session\":\"a\"} // no comment",
            "{\"session\":NaN}",
            "1e99999999999",
            "\ufeff{}",
            "[".repeat(100_000),
            "{\"session\":" + "[".repeat(100_000))) {
      assertRefused("bad_request", "JSON", call(verb, body));
    }
    assertRefused("bad_request", "UTF-8", call(verb, new byte[] {'{', (byte) 0xc3, '}'}));
    assertRefused("bad_request", "JSON", call(verb, "{}".getBytes(StandardCharsets.UTF_16BE)));
    assertRefused("bad_request", "", call(verb, new byte[] {0}));
  }

  @Test
  void hugeTextsAreTextsLikeOthers() {
    String huge = "ü".repeat(4 << 20);

    assertEquals(huge, asked(RunTask.class, "run", "'command':'" + huge + "'").wish().command());
    assertArrayEquals(
        huge.getBytes(StandardCharsets.UTF_8),
        asked(WriteTask.class, "write", "'task_id':'t1','text':'" + huge + "'").bytes());
    hob.asked().clear();
    assertRefused("bad_request", "no scope", ask("list", "'scope':'" + huge + "'"));
    assertRefused("bad_request", "no stream", ask("logs", "'stream':'" + huge + "'"));
  }
}
