package dev.hob.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.Acknowledged;
import dev.hob.api.Counts;
import dev.hob.api.Diagnosis;
import dev.hob.api.Log;
import dev.hob.api.LogPiece;
import dev.hob.api.NoticeBlock;
import dev.hob.api.Output;
import dev.hob.api.Readiness;
import dev.hob.api.Removed;
import dev.hob.api.Resized;
import dev.hob.api.SessionPage;
import dev.hob.api.SessionRow;
import dev.hob.api.TaskNotice;
import dev.hob.api.TaskPage;
import dev.hob.api.TaskReply;
import dev.hob.api.Waited;
import dev.hob.api.Watching;
import dev.hob.api.Written;
import dev.hob.model.CaptureStream;
import dev.hob.model.Refusal;
import dev.hob.model.TaskRecord;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Writes replies, each as one line of JSON. */
public final class ReplyCodec {
  private ReplyCodec() {}

  public static byte[] task(TaskReply reply) {
    return JsonText.line(object(reply));
  }

  public static byte[] task(TaskRecord task) {
    return JsonText.line(TaskWriting.object(task));
  }

  /**
   * What was ended, and why others were not.
   *
   * @param one task was named: it is told as itself, and so is its refusal
   */
  public static byte[] killed(List<TaskReply> killed, List<Refusal> refused, boolean one) {
    if (one && killed.size() + refused.size() == 1) {
      return refused.isEmpty() ? task(killed.get(0)) : refusal(refused.get(0));
    }
    ObjectNode json = list(killed.stream().map(ReplyCodec::object).toList());
    errors(json.putArray("refused"), refused);
    return JsonText.line(json);
  }

  /** One task as itself, several as a list, and whether what was waited for has come. */
  public static byte[] waited(Waited waited, boolean one) {
    if (one && waited.tasks().size() == 1) {
      return JsonText.line(waited(object(waited.tasks().get(0).offering(waited.offer())), waited));
    }
    ObjectNode json = list(waited.tasks().stream().map(ReplyCodec::object).toList());
    NoticeWriting.ids(json.putArray("offer"), waited.offer().notices());
    return JsonText.line(waited(json, waited));
  }

  private static ObjectNode waited(ObjectNode json, Waited waited) {
    json.put("satisfied", waited.satisfied());
    ArrayNode found = json.putArray("found");
    waited
        .found()
        .forEach(
            it -> found.add(NoticeWriting.object(it.match()).put("task_id", it.task().value())));
    ArrayNode running = json.putArray("still_running");
    waited
        .running()
        .forEach(
            it ->
                running
                    .addObject()
                    .put("task_id", it.task().value())
                    .put("for_ms", it.time().toMillis()));
    return json;
  }

  /** What is due, together. */
  public static byte[] notices(NoticeBlock block) {
    return JsonText.line(NoticeWriting.object(block));
  }

  /** A line for each notice; what is to be said once stands in the first. */
  public static byte[] noticeLines(NoticeBlock block) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (TaskNotice notice : block.notices()) {
      ObjectNode json = NoticeWriting.object(notice);
      if (lines.size() == 0 && block.expired() > 0) {
        json.put("expired_before", block.expired());
      }
      lines.writeBytes(JsonText.line(json));
    }
    return lines.toByteArray();
  }

  public static byte[] acknowledged(Acknowledged acknowledged) {
    ObjectNode json = JsonText.object();
    NoticeWriting.ids(json.putArray("acknowledged"), acknowledged.notices());
    errors(json.putArray("refused"), acknowledged.refused());
    return JsonText.line(json);
  }

  public static byte[] sessions(SessionPage page) {
    ObjectNode json = JsonText.object();
    ArrayNode sessions = json.putArray("sessions");
    page.rows().forEach(it -> sessions.add(NoticeWriting.object(it)));
    return JsonText.line(json);
  }

  public static byte[] session(SessionRow row) {
    return JsonText.line(NoticeWriting.object(row));
  }

  public static byte[] watching(Watching watching) {
    return JsonText.line(
        JsonText.object()
            .put("task_id", watching.task().id().value())
            .put("watch", watching.watch().toString())
            .put("goal", watching.goal().words()));
  }

  public static byte[] page(TaskPage page) {
    ObjectNode json = list(page.tasks().stream().map(TaskWriting::object).toList());
    json.put("next", page.next().orElse(null));
    json.put("recovering", page.recovering());
    json.set("counts", object(page.counts()));
    return JsonText.line(json);
  }

  public static byte[] log(Log log) {
    ObjectNode json = JsonText.object().put("task_id", log.task().id().value());
    json.put("status", log.task().state().word());
    json.set("output", object(log.output()));
    return JsonText.line(json);
  }

  public static byte[] piece(LogPiece piece) {
    ObjectNode json =
        JsonText.object()
            .put("stream", word(piece.stream()))
            .put("from", piece.from())
            .put("to", piece.to());
    return JsonText.line(json.put("base64", Base64.getEncoder().encodeToString(piece.bytes())));
  }

  /** A terminal's output is told as stdout: the task has no other. */
  private static String word(CaptureStream stream) {
    return stream == CaptureStream.STDERR ? "stderr" : "stdout";
  }

  public static byte[] written(Written written) {
    return JsonText.line(
        JsonText.object()
            .put("task_id", written.task().id().value())
            .put("bytes", written.bytes())
            .put("given", written.given())
            .put("outcome", written.outcome().word())
            .put("closed", written.closed()));
  }

  public static byte[] resized(Resized resized) {
    return JsonText.line(
        JsonText.object()
            .put("task_id", resized.task().value())
            .put("rows", resized.rows())
            .put("cols", resized.cols()));
  }

  public static byte[] removed(Removed removed) {
    ObjectNode json = JsonText.object();
    ArrayNode tasks = json.putArray("removed");
    removed.tasks().forEach(it -> tasks.add(it.value()));
    json.put("freed_bytes", removed.bytes());
    errors(json.putArray("refused"), removed.refused());
    return JsonText.line(json);
  }

  public static byte[] counts(Counts counts) {
    ObjectNode json = JsonText.object();
    json.set("counts", object(counts));
    return JsonText.line(json);
  }

  /** Of the program that was asked. */
  public static byte[] version(String version) {
    return JsonText.line(JsonText.object().put("version", version));
  }

  /** Whether the daemon makes room for a newer one. */
  public static byte[] yielding(boolean yields) {
    return JsonText.line(JsonText.object().put("yielding", yields));
  }

  /** The pid of the daemon that was there. */
  public static byte[] stopped(Optional<Long> pid) {
    return JsonText.line(JsonText.object().put("stopped_pid", pid.orElse(null)));
  }

  public static byte[] diagnosis(Diagnosis diagnosis) {
    ObjectNode json =
        JsonText.object()
            .put("daemon_pid", diagnosis.daemonPid().orElse(null))
            .put("daemon_version", diagnosis.daemonVersion().orElse(null))
            .put("store", diagnosis.store())
            .put("session", diagnosis.session())
            .put("session_rule", diagnosis.sessionRule());
    ArrayNode checks = json.putArray("checks");
    for (Diagnosis.Check check : diagnosis.checks()) {
      checks
          .addObject()
          .put("name", check.name())
          .put("ok", check.ok())
          .put("detail", check.detail())
          .put("way_out", check.wayOut());
    }
    return JsonText.line(json);
  }

  public static byte[] refusal(Refusal refusal) {
    ObjectNode json = JsonText.object();
    json.set("error", error(refusal));
    return JsonText.line(json);
  }

  private static void errors(ArrayNode json, List<Refusal> refusals) {
    refusals.forEach(it -> json.add(error(it)));
  }

  private static ObjectNode error(Refusal refusal) {
    ObjectNode json =
        JsonText.object()
            .put("code", refusal.code().word())
            .put("message", refusal.message())
            .put("hint", refusal.hint());
    refusal.task().ifPresent(it -> json.put("task_id", it.value()));
    return json;
  }

  private static ObjectNode list(List<ObjectNode> tasks) {
    ObjectNode json = JsonText.object();
    json.putArray("tasks").addAll(tasks);
    return json.putNull("next").put("recovering", false);
  }

  private static ObjectNode object(TaskReply reply) {
    ObjectNode json = TaskWriting.object(reply.task());
    json.put("existing", reply.existing());
    TaskWriting.leftovers(json.putArray("survivors"), reply.survivors());
    json.put("readiness", reply.readiness().map(Readiness::word).orElse(null));
    NoticeWriting.ids(json.putArray("offer"), reply.offer().notices());
    reply
        .output()
        .ifPresentOrElse(it -> json.set("output", object(it)), () -> json.putNull("output"));
    return json;
  }

  private static ObjectNode object(Counts counts) {
    ObjectNode json = JsonText.object();
    counts.byStatus().forEach(json::put);
    return json.put("total", counts.total());
  }

  private static ObjectNode object(Output output) {
    ObjectNode json = JsonText.object();
    json.set("stdout", object(output.stdout()));
    Optional<ObjectNode> stderr = output.stderr().map(ReplyCodec::object);
    stderr.ifPresentOrElse(it -> json.set("stderr", it), () -> json.putNull("stderr"));
    json.put("cursor", output.cursor());
    json.put("truncated", !output.leftOut().isEmpty());
    ArrayNode leftOut = json.putArray("left_out");
    output
        .leftOut()
        .forEach(
            it ->
                leftOut
                    .addObject()
                    .put("stream", it.stream())
                    .put("from", it.from())
                    .put("to", it.to()));
    return json.put("how", output.how().orElse(null));
  }

  private static ObjectNode object(Output.Excerpt excerpt) {
    ObjectNode json =
        JsonText.object()
            .put("from", excerpt.from())
            .put("to", excerpt.to())
            .put("total", excerpt.total());
    if (excerpt.content() instanceof Output.Content.Text text) {
      return json.put("text", text.text());
    }
    byte[] bytes = ((Output.Content.Raw) excerpt.content()).bytes();
    return json.put("base64", Base64.getEncoder().encodeToString(bytes)).put("binary", true);
  }
}
