package dev.hob.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.Caller;
import dev.hob.api.Diagnosis;
import dev.hob.api.LogPiece;
import dev.hob.api.SessionPage;
import dev.hob.api.Waited;
import dev.hob.model.CaptureStream;
import dev.hob.model.EndedBy;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.SampleTasks;
import dev.hob.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code schema/openapi.yaml} and the code say the same. */
class OpenApiTest {
  /** Paths that are no verbs. */
  private static final Set<String> OTHERS =
      Set.of(
          "/v1/events",
          "/v1/events/notices",
          "/v1/tasks/{task_id}/output",
          "/v1/yield",
          "/v1/cli/{call}",
          "/v1/cli/{call}/stderr",
          "/v1/cli/{call}/end",
          "/v1/cli/{call}/shown");

  /** In the words of the contract; more may be there, but these must. */
  private static final List<String> TASK_OBJECT =
      List.of(
          "task_id",
          "session_id",
          "project",
          "name",
          "label",
          "command",
          "mode",
          "status",
          "outcome",
          "exit_code",
          "created_at",
          "started_at",
          "finished_at",
          "duration_ms",
          "pid",
          "ended_by",
          "leftovers",
          "usage",
          "output",
          "notify");

  private final OpenApi api = OpenApi.read();
  private final Verbs verbs = new Verbs(new RecordingHob(), EnvironmentBlock.empty());

  @Test
  void theVerbsAreThoseOfTheCode() {
    Set<String> paths = new TreeSet<>(OTHERS);
    verbs.fields().keySet().forEach(it -> paths.add("/v1/" + it));

    Set<String> described = new TreeSet<>();
    api.at("/paths").fieldNames().forEachRemaining(described::add);

    assertEquals(paths, described);
    for (String verb : verbs.fields().keySet()) {
      JsonNode path = api.at("/paths").get("/v1/" + verb);
      assertEquals(List.of("post"), names(path), verb);
      assertEquals(verb, path.at("/post/operationId").asText());
    }
  }

  @Test
  void theFieldsOfEachVerbAreThoseOfTheCode() {
    Map<String, Map<String, String>> described = new LinkedHashMap<>();
    Map<String, Map<String, String>> known = new LinkedHashMap<>();
    verbs
        .fields()
        .forEach(
            (verb, fields) -> {
              described.put(verb, kinds(request(verb)));
              known.put(verb, new LinkedHashMap<>());
              fields.forEach(it -> known.get(verb).put(it.name(), it.kind().name()));
            });

    assertEquals(known, described);
  }

  private JsonNode request(String verb) {
    String name = api.at("/paths").get("/v1/" + verb).at(content("requestBody", "schema")).asText();
    JsonNode schema = api.at(name.substring(1));
    assertFalse(schema.get("additionalProperties").asBoolean(true), verb);
    return schema;
  }

  @Test
  void theFieldsThatMustBeGivenAreThoseThatTheCodeMisses() {
    for (String verb : verbs.fields().keySet()) {
      byte[] body = "{\"session\":\"s1\"}".getBytes(StandardCharsets.UTF_8);
      JsonNode reply = OpenApi.parse(verbs.call(verb, body).join().json().bytes());
      List<String> required = texts(request(verb).path("required"));

      assertEquals(required.isEmpty(), !reply.has("error"), verb + ": " + reply);
      required.forEach(
          it ->
              assertEquals("the field " + it + " is missing", reply.at("/error/message").asText()));
    }
  }

  private static String content(String of, String what) {
    return "/post/" + of + "/content/application~1json/" + what + "/$ref";
  }

  private Map<String, String> kinds(JsonNode schema) {
    Map<String, String> kinds = new LinkedHashMap<>();
    schema
        .get("properties")
        .properties()
        .forEach(it -> kinds.put(it.getKey(), kind(api.resolved(it.getValue()))));
    return kinds;
  }

  private static String kind(JsonNode schema) {
    return switch (schema.get("type").asText()) {
      case "string" -> "TEXT";
      case "boolean" -> "FLAG";
      case "integer" -> schema.path("minimum").asInt(-1) == 0 ? "COUNT" : "a number";
      case "array" -> schema.at("/items/type").asText().equals("string") ? "TEXTS" : "an array";
      default ->
          schema.at("/additionalProperties/type").asText().equals("string") ? "MAP" : "an object";
    };
  }

  @Test
  void theErrorCodesAreThoseOfTheCode() {
    JsonNode codes = api.at("/components/schemas/ErrorCode");
    Map<String, String> statuses = new LinkedHashMap<>();
    codes.get("x-statuses").properties().forEach(it -> statuses.put(it.getKey(), statuses(it)));

    Map<String, String> known = new LinkedHashMap<>();
    for (RefusalCode code : RefusalCode.values()) {
      known.put(code.word(), code.httpStatus() + " " + code.exitStatus());
    }

    assertEquals(List.copyOf(known.keySet()), texts(codes.get("enum")));
    assertEquals(known, statuses);
  }

  private static String statuses(Map.Entry<String, JsonNode> code) {
    return code.getValue().get("http").asText() + " " + code.getValue().get("exit").asText();
  }

  @Test
  void everyReplyKeepsItsSchemaAndEveryFieldOfTheSchemaOccurs() {
    Seeded random = Seeded.fresh();
    SampleReplies replies = new SampleReplies(random);
    Set<String> names = new TreeSet<>();
    for (int round = 0; round < Seeded.rounds(150); round++) {
      for (Map.Entry<String, byte[]> reply : replies(replies, random).entrySet()) {
        names.add(reply.getKey());
        String text = new String(reply.getValue(), StandardCharsets.UTF_8);
        JsonNode json = OpenApi.parse(reply.getValue());

        assertEquals("", api.problemsOf(reply.getKey(), json), () -> reply.getKey() + ": " + text);
        assertEquals(text.length() - 1, text.indexOf('\n'), "a reply is one line");
      }
    }

    assertEquals(Set.of(), api.unseen(replySchemas()));
    assertTrue(replySchemas().containsAll(names), names.toString());
  }

  private static Map<String, byte[]> replies(SampleReplies make, Seeded random) {
    Map<String, byte[]> replies = new LinkedHashMap<>();
    replies.put("Task", ReplyCodec.task(make.task()));
    replies.put("TaskRow", ReplyCodec.task(make.record()));
    replies.put("WaitedTasks", ReplyCodec.waited(make.waited(), false));
    replies.put(
        "WaitedTask",
        ReplyCodec.waited(
            new Waited(List.of(make.task()), random.chance())
                .with(make.waited().found(), make.waited().running()),
            true));
    replies.put("Notices", ReplyCodec.notices(make.notices()));
    replies.put("Acknowledged", ReplyCodec.acknowledged(make.acknowledged()));
    replies.put("Sessions", ReplyCodec.sessions(new SessionPage(make.several(make::session))));
    replies.put("Session", ReplyCodec.session(make.session()));
    replies.put("Watching", ReplyCodec.watching(make.watching()));
    replies.put(
        "KilledTasks",
        ReplyCodec.killed(make.several(make::task), make.several(make::refusal), false));
    replies.put("TaskPage", ReplyCodec.page(make.page()));
    replies.put("Log", ReplyCodec.log(make.log()));
    replies.put("LogPiece", ReplyCodec.piece(piece(random)));
    replies.put("Written", ReplyCodec.written(make.written()));
    replies.put("Resized", ReplyCodec.resized(make.resized()));
    replies.put("Removed", ReplyCodec.removed(make.removed()));
    replies.put("CountsReply", ReplyCodec.counts(make.counts()));
    replies.put("Yielding", ReplyCodec.yielding(random.chance()));
    replies.put("Version", ReplyCodec.version("1.2.3-\"x\""));
    replies.put("Stopped", ReplyCodec.stopped(make.maybe(7L)));
    replies.put("Diagnosis", ReplyCodec.diagnosis(diagnosis(make, random)));
    replies.put("ErrorReply", ReplyCodec.refusal(make.refusal()));
    return replies;
  }

  private static LogPiece piece(Seeded random) {
    return new LogPiece(random.of(CaptureStream.values()), 0, 3, new byte[] {1, -1, 0});
  }

  private static Diagnosis diagnosis(SampleReplies make, Seeded random) {
    return new Diagnosis(
        make.maybe(7L),
        make.maybe("1"),
        "/store",
        "s1",
        random.of(Caller.Rule.values()).word(),
        List.of(Diagnosis.Check.good("a", "b"), Diagnosis.Check.bad("a", "b", "c")));
  }

  /** All but those of requests and of plain values. */
  private Set<String> replySchemas() {
    Set<String> names = new TreeSet<>();
    api.at("/components/schemas")
        .properties()
        .forEach(
            it -> {
              if (!it.getKey().endsWith("Request") && !it.getKey().endsWith("Field")) {
                names.add(it.getKey());
              }
            });
    return names;
  }

  @Test
  void everyObjectOfAReplyIsClosed() {
    for (String name : replySchemas()) {
      JsonNode schema = api.at("/components/schemas/" + name);
      boolean isPart = name.equals("TaskFields") || name.equals("ReplyFields");
      boolean isObject = schema.has("properties") || schema.has("allOf");
      if (isObject && !isPart) {
        String closing = schema.has("allOf") ? "unevaluatedProperties" : "additionalProperties";
        assertFalse(schema.path(closing).asBoolean(true), name + " is open");
      }
    }
  }

  @Test
  void whatIsMissingOrTooMuchBreaksTheSchema() {
    SampleReplies replies = new SampleReplies(Seeded.fresh());
    ObjectNode more = (ObjectNode) OpenApi.parse(ReplyCodec.task(replies.task()));
    ObjectNode less = more.deepCopy();

    more.put("surprise", 1);
    less.remove("exit_code");

    assertNotEquals("", api.problemsOf("Task", more));
    assertNotEquals("", api.problemsOf("Task", less));
  }

  @Test
  void theTaskObjectIsThatOfTheContract() {
    SampleReplies replies = new SampleReplies(Seeded.fresh());
    JsonNode task = OpenApi.parse(ReplyCodec.task(replies.task()));
    JsonNode row = OpenApi.parse(ReplyCodec.task(replies.record()));

    assertTrue(names(task).containsAll(TASK_OBJECT), task.toString());
    assertFalse(row.has("output"), row.toString());
    assertTrue(
        names(row).containsAll(TASK_OBJECT.stream().filter(it -> !it.equals("output")).toList()));
  }

  @Test
  void oneTaskIsToldAsItselfAndSeveralAsAList() {
    SampleReplies make = new SampleReplies(Seeded.fresh());
    Refusal refusal = make.refusal();

    assertTrue(
        OpenApi.parse(ReplyCodec.killed(List.of(make.task()), List.of(), true)).has("task_id"));
    assertTrue(OpenApi.parse(ReplyCodec.killed(List.of(), List.of(refusal), true)).has("error"));
    JsonNode several = OpenApi.parse(ReplyCodec.killed(List.of(), List.of(refusal), false));
    assertEquals(0, several.get("tasks").size());
    assertEquals(refusal.code().word(), several.at("/refused/0/code").asText());
  }

  @Test
  void everyExampleOfARequestIsTakenAndEveryExampleOfAReplyKeepsItsSchema() {
    for (String verb : verbs.fields().keySet()) {
      JsonNode post = api.at("/paths").get("/v1/" + verb).get("post");
      byte[] body =
          post.at("/requestBody/content/application~1json/example")
              .toString()
              .getBytes(StandardCharsets.UTF_8);
      assertTrue(RequestCodec.read(body, verbs.fields().get(verb)).isOk(), verb);
      JsonNode reply = api.resolved(post.at("/responses/200")).at("/content/application~1json");
      JsonNode schema = reply.get("schema");
      String name = schema.has("oneOf") ? "WaitedTasks" : lastOf(schema.get("$ref").asText());
      assertEquals("", api.problemsOf(name, reply.get("example")), verb);
    }
    JsonNode error = api.at("/components/responses/Refusal/content/application~1json/example");
    assertEquals("", api.problemsOf("ErrorReply", error));
  }

  private static String lastOf(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    api.document()
        .findValuesAsText("$ref")
        .forEach(it -> assertFalse(api.at(it.substring(1)).isMissingNode(), it));
  }

  @Test
  void everyPathSaysWhatItIs() {
    for (JsonNode path : api.at("/paths")) {
      for (JsonNode operation : path) {
        assertTrue(operation.hasNonNull("summary"), operation.toString());
        assertTrue(operation.at("/responses").has("default"), operation.toString());
      }
    }
    for (Map.Entry<String, JsonNode> schema : api.at("/components/schemas").properties()) {
      if (schema.getKey().endsWith("Request")) {
        schema
            .getValue()
            .get("properties")
            .forEach(it -> assertTrue(api.resolved(it).hasNonNull("description"), schema.getKey()));
      }
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void statusesAreAllTheWordsOfTheModel() {
    Set<String> words = new TreeSet<>();
    SampleTasks.states().forEach(it -> words.add(it.word()));
    Set<String> described = new TreeSet<>();
    api.at("/components/schemas/Status/enum").forEach(it -> described.add(it.asText()));
    Set<String> counted = new TreeSet<>(names(api.at("/components/schemas/Counts/properties")));
    counted.remove("total");

    assertEquals(words, described);
    assertEquals(words, counted);
    assertEquals(words, new TreeSet<>(StatusWords.ALL));
    assertEquals(
        Arrays.stream(EndedBy.Why.values()).map(EndedBy.Why::word).toList(),
        texts(api.at("/components/schemas/EndedBy/properties/why/enum")));
    assertEquals(
        Arrays.stream(Caller.Rule.values()).map(Caller.Rule::word).toList(),
        texts(api.at("/components/schemas/Diagnosis/properties/session_rule/enum")));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(it -> texts.add(it.asText()));
    return texts;
  }
}
