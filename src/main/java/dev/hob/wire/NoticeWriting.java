package dev.hob.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.api.NoticeBlock;
import dev.hob.api.SessionRow;
import dev.hob.api.TaskNotice;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.SessionKey;
import java.util.List;

/** Makes the JSON objects of notices and sessions. */
final class NoticeWriting {
  private NoticeWriting() {}

  static ObjectNode object(NoticeBlock block) {
    ObjectNode json = JsonText.object();
    ArrayNode notices = json.putArray("notices");
    block.notices().forEach(it -> notices.add(object(it)));
    return json.put("expired", block.expired()).put("more", block.more()).put("text", block.text());
  }

  static ObjectNode object(TaskNotice notice) {
    ObjectNode json =
        JsonText.object()
            .put("notice_id", notice.id().toString())
            .put("kind", notice.id().kind().word())
            .put("task_id", notice.task().id().value())
            .put("session_id", notice.task().session().value())
            .put("repeat", notice.repeat())
            .put("at", notice.at().toEpochMilli())
            .put("status", notice.task().state().word());
    notice
        .task()
        .state()
        .foldEnded(
            it -> json.<ObjectNode>set("outcome", TaskWriting.outcome(it.outcome())),
            live -> json.putNull("outcome"));
    notice
        .match()
        .ifPresentOrElse(it -> json.set("match", object(it)), () -> json.putNull("match"));
    return json.put("text", notice.text());
  }

  static ObjectNode object(NoticeEvent.Match match) {
    return JsonText.object()
        .put("stream", match.stream().map(NoticeWriting::word).orElse(null))
        .put("offset", match.stream().isPresent() ? (Long) match.offset() : null)
        .put("text", match.text())
        .put("more", match.more());
  }

  /** A terminal's output is told as stdout: the task has no other. */
  static String word(CaptureStream stream) {
    return stream == CaptureStream.STDERR ? "stderr" : "stdout";
  }

  static void ids(ArrayNode json, List<NoticeId> notices) {
    notices.forEach(it -> json.add(it.toString()));
  }

  static ObjectNode object(SessionRow row) {
    ObjectNode json =
        JsonText.object()
            .put("session_id", row.session().value())
            .put("harness", row.harness())
            .put("ended", row.ended())
            .put("successor", row.successor().map(SessionKey::value).orElse(null));
    ArrayNode pids = json.putArray("pids");
    row.pids().forEach(pids::add);
    return json.put("live", row.live())
        .put("ended_tasks", row.endedTasks())
        .put("untold", row.untold());
  }
}
