package dev.hob.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.WatchGoal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The delivery journal as bytes: a header line, then a JSON object a line.
 *
 * <pre>
 * {"format":"hob.notices","version":1}
 * {"event":"pending","at":ms,"notice_id":…}
 * {"event":"offered"|"acknowledged","at":ms,"notice_id":…,"consumer":…}
 * {"event":"expired","at":ms,"notice_id":…,"reason":…}
 * {"event":"watch_added","at":ms,"watch":…, GOAL, "readiness"?:true}
 * {"event":"match","at":ms,"watch":…,"notice_id":…,"stream"?:…,"offset"?:…,"to"?:…,"other_to"?:…,"text":…,"more"?:…}
 * {"event":"watch_ended","at":ms,"watch":…,"reason":…}
 * </pre>
 *
 * <p>A goal is {@code "pattern":…,"regex":…,"every":…,"stream"?:…,"from":…,"from_stderr"?:…} or has
 * a {@code "kind"}: {@code port} with {@code host} and {@code port}, {@code file} with {@code
 * path}, {@code quiet} or {@code still_running} with {@code after_ms}, {@code first_output}.
 *
 * <p>A line without its newline was being written when the process died: it never happened. Other
 * events come from a newer hob and are of no effect here; they stay, for nothing is ever rewritten.
 */
final class NoticeJournalCodec {
  private static final String FORMAT = "hob.notices";
  private static final int VERSION = 1;

  private NoticeJournalCodec() {}

  static byte[] header() {
    ObjectNode json = JsonText.object();
    json.put("format", FORMAT).put("version", VERSION);
    return JsonText.line(json);
  }

  static byte[] encode(NoticeEvent event) {
    return JsonText.line(NoticeEventWriting.object(event));
  }

  static JournalReading decode(byte[] bytes) {
    int whole = wholeBytes(bytes);
    try {
      List<String> lines = JsonText.decode(Arrays.copyOf(bytes, whole)).lines().toList();
      if (lines.isEmpty()) {
        return new JournalReading.Found(new NoticeJournal(List.of(), 0));
      }
      long version = version(lines.get(0));
      return version > VERSION
          ? new JournalReading.Newer(version)
          : new JournalReading.Found(
              new NoticeJournal(events(lines.subList(1, lines.size())), whole));
    } catch (DamageException e) {
      return new JournalReading.Damaged(e.kind(), e.detail());
    }
  }

  /** The header alone, as a journal without events. */
  static JournalReading decodeHead(byte[] beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if (beginning[i] == '\n') {
        return decode(Arrays.copyOf(beginning, i + 1));
      }
    }
    return decode(new byte[0]);
  }

  private static int wholeBytes(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static long version(String line) throws DamageException {
    JsonFields header = new JsonFields(JsonText.parse(line));
    if (!header.text("format").equals(FORMAT)) {
      throw header.wrongValue("format", FORMAT);
    }
    long version = header.number("version");
    if (version < VERSION) {
      throw header.wrongValue("version", "a version that ever was");
    }
    return version;
  }

  private static List<NoticeEvent> events(List<String> lines) throws DamageException {
    List<NoticeEvent> events = new ArrayList<>();
    for (String line : lines) {
      events.add(knownEvent(new JsonFields(JsonText.parse(line)).withOpenWords()));
    }
    return events;
  }

  private static NoticeEvent knownEvent(JsonFields line) throws DamageException {
    String event = line.text("event");
    try {
      return event(event, line);
    } catch (UnknownWordException e) {
      return new NoticeEvent.Unknown(event);
    }
  }

  private static NoticeEvent event(String event, JsonFields line) throws DamageException {
    return switch (event) {
      case "pending" -> new NoticeEvent.Pending(notice(line), at(line));
      case "offered" -> new NoticeEvent.Offered(notice(line), at(line), line.text("consumer"));
      case "acknowledged" ->
          new NoticeEvent.Acknowledged(notice(line), at(line), line.text("consumer"));
      case "expired" -> new NoticeEvent.Expired(notice(line), at(line), line.text("reason"));
      case "watch_added" ->
          new NoticeEvent.WatchAdded(
              line.text("watch"), at(line), goal(line), line.flag("readiness", false));
      case "match" ->
          new NoticeEvent.Matched(line.text("watch"), at(line), notice(line), match(line));
      case "watch_ended" ->
          new NoticeEvent.WatchEnded(line.text("watch"), at(line), line.text("reason"));
      default -> new NoticeEvent.Unknown(event);
    };
  }

  private static Instant at(JsonFields line) throws DamageException {
    return line.time("at");
  }

  static NoticeId notice(JsonFields line) throws DamageException {
    String id = line.text("notice_id");
    if (NoticeId.isOfUnknownKind(id)) {
      throw line.unknownWord("notice_id", "of a known kind");
    }
    return line.parsed(id, "notice_id", NoticeId::parse, "a notice id");
  }

  private static WatchGoal goal(JsonFields line) throws DamageException {
    Optional<String> kind = line.textIfAny("kind");
    if (kind.isEmpty()) {
      return output(line);
    }
    return switch (kind.get()) {
      case "port" -> new WatchGoal.Port(line.text("host"), (int) line.number("port"));
      case "file" -> new WatchGoal.FileThere(line.text("path"));
      case "quiet" -> new WatchGoal.Quiet(after(line));
      case "still_running" -> new WatchGoal.StillRunning(after(line));
      case "first_output" -> new WatchGoal.FirstOutput();
      default -> throw line.unknownWord("kind", "a known goal");
    };
  }

  private static Duration after(JsonFields line) throws DamageException {
    return line.durationIfAny("after_ms").orElseThrow(() -> line.wrongValue("after_ms", "there"));
  }

  private static WatchGoal output(JsonFields line) throws DamageException {
    long from = line.number("from");
    return new WatchGoal.Output(
        line.text("pattern"),
        line.flag("regex"),
        line.flag("every"),
        stream(line),
        from,
        line.numberIfAny("from_stderr").orElse(from));
  }

  private static Optional<CaptureStream> stream(JsonFields line) throws DamageException {
    return line.wordIfAny("stream", CaptureStream.values(), CaptureStream::word);
  }

  private static NoticeEvent.Match match(JsonFields line) throws DamageException {
    long offset = line.numberIfAny("offset").orElse(0);
    return new NoticeEvent.Match(
        stream(line),
        offset,
        line.numberIfAny("to").orElse(offset),
        line.numberIfAny("other_to").orElse(0),
        line.text("text"),
        line.numberIfAny("more").orElse(0));
  }
}
