package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
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
    NoticeEvent.Watch terms = event.terms();
    ObjectNode json =
        line("watch_added", event.at())
            .put("watch", event.watch())
            .put("pattern", terms.pattern())
            .put("regex", terms.regex())
            .put("every", terms.every());
    terms.stream().ifPresent(stream -> json.put("stream", stream.word()));
    return json.put("from", terms.from());
  }

  @Override
  public ObjectNode matched(NoticeEvent.Matched event) {
    return line("match", event.at())
        .put("watch", event.watch())
        .put("notice_id", event.notice().toString())
        .put("stream", event.match().stream().word())
        .put("offset", event.match().offset())
        .put("text", event.match().text());
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
