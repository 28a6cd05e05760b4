package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.WatchGoal;
import java.time.Instant;

/** Makes the JSON object of a journal's event. */
final class NoticeEventWriting implements NoticeEvent.Cases<ObjectNode> {
  private static final NoticeEventWriting CASES = new NoticeEventWriting();

  private NoticeEventWriting() {}

  static ObjectNode object(NoticeEvent event) {
    return event.fold(CASES);
  }

  private static ObjectNode line(String event, Instant at) {
    ObjectNode json = JsonText.object();
    return json.put("event", event).put("at", at.toEpochMilli());
  }

  private static ObjectNode notice(String event, Instant at, NoticeId notice) {
    return line(event, at).put("notice_id", notice.toString());
  }

  @Override
  public ObjectNode pending(NoticeEvent.Pending event) {
    return notice("pending", event.at(), event.notice());
  }

  @Override
  public ObjectNode offered(NoticeEvent.Offered event) {
    return notice("offered", event.at(), event.notice()).put("consumer", event.consumer());
  }

  @Override
  public ObjectNode acknowledged(NoticeEvent.Acknowledged event) {
    return notice("acknowledged", event.at(), event.notice()).put("consumer", event.consumer());
  }

  @Override
  public ObjectNode expired(NoticeEvent.Expired event) {
    return notice("expired", event.at(), event.notice()).put("reason", event.reason());
  }

  @Override
  public ObjectNode watchAdded(NoticeEvent.WatchAdded event) {
    ObjectNode json = line("watch_added", event.at()).put("watch", event.watch());
    event.goal().fold(new GoalWriting(json));
    return event.readiness() ? json.put("readiness", true) : json;
  }

  /** Puts a goal into the line of its watch. */
  private record GoalWriting(ObjectNode json) implements WatchGoal.Cases<ObjectNode> {

    @Override
    public ObjectNode output(WatchGoal.Output goal) {
      json.put("pattern", goal.pattern()).put("regex", goal.regex()).put("every", goal.every());
      goal.stream().ifPresent(stream -> json.put("stream", stream.word()));
      json.put("from", goal.from());
      return goal.fromStderr() == goal.from() ? json : json.put("from_stderr", goal.fromStderr());
    }

    @Override
    public ObjectNode port(WatchGoal.Port goal) {
      return json.put("kind", "port").put("host", goal.host()).put("port", goal.port());
    }

    @Override
    public ObjectNode fileThere(WatchGoal.FileThere goal) {
      return json.put("kind", "file").put("path", goal.path());
    }

    @Override
    public ObjectNode quiet(WatchGoal.Quiet goal) {
      return json.put("kind", "quiet").put("after_ms", goal.silence().toMillis());
    }

    @Override
    public ObjectNode stillRunning(WatchGoal.StillRunning goal) {
      return json.put("kind", "still_running").put("after_ms", goal.after().toMillis());
    }

    @Override
    public ObjectNode firstOutput(WatchGoal.FirstOutput goal) {
      return json.put("kind", "first_output");
    }
  }

  @Override
  public ObjectNode matched(NoticeEvent.Matched event) {
    NoticeEvent.Match match = event.match();
    ObjectNode json =
        line("match", event.at())
            .put("watch", event.watch())
            .put("notice_id", event.notice().toString());
    match.stream()
        .ifPresent(stream -> json.put("stream", stream.word()).put("offset", match.offset()));
    if (match.to() != match.offset()) {
      json.put("to", match.to());
    }
    if (match.otherTo() != 0) {
      json.put("other_to", match.otherTo());
    }
    json.put("text", match.text());
    return match.more() > 0 ? json.put("more", match.more()) : json;
  }

  @Override
  public ObjectNode watchEnded(NoticeEvent.WatchEnded event) {
    return line("watch_ended", event.at())
        .put("watch", event.watch())
        .put("reason", event.reason());
  }

  @Override
  public ObjectNode unknown(NoticeEvent.Unknown event) {
    throw new IllegalArgumentException(
        "an event of a newer hob cannot be written: " + event.kind());
  }
}
