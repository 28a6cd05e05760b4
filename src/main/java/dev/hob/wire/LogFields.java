package dev.hob.wire;

import dev.hob.api.ReadLog;
import dev.hob.api.WhichTask;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of a look into a log. */
final class LogFields {
  private static final Field STREAM = Field.text("stream");
  private static final Field TAIL = Field.count("tail");
  private static final Field HEAD = Field.count("head");
  private static final Field FROM = Field.count("from");
  private static final Field BYTES = Field.count("bytes");
  private static final Field RAW = Field.flag("raw");

  static final List<Field> ALL = List.of(Verbs.TASK_ID, STREAM, TAIL, HEAD, FROM, BYTES, RAW);

  private static final Map<String, ReadLog.Streams> STREAMS =
      Map.of(
          "stdout", ReadLog.Streams.STDOUT,
          "stderr", ReadLog.Streams.STDERR,
          "both", ReadLog.Streams.BOTH);

  private LogFields() {}

  static Result<ReadLog> request(RequestCodec fields, WhichTask which) {
    String stream = fields.text(STREAM).orElse("both");
    if (!STREAMS.containsKey(stream)) {
      return refused("there is no stream " + Shown.text(stream), "give stdout, stderr or both");
    }
    return wanted(fields).map(it -> new ReadLog(which, STREAMS.get(stream), it, fields.flag(RAW)));
  }

  private static Result<ReadLog.Wanted> wanted(RequestCodec fields) {
    List<ReadLog.Wanted> wanted = new ArrayList<>();
    if (fields.has(TAIL)) {
      wanted.add(new ReadLog.Wanted.Tail(fields.small(TAIL, 0)));
    }
    if (fields.has(HEAD)) {
      wanted.add(new ReadLog.Wanted.Head(fields.small(HEAD, 0)));
    }
    if (fields.has(FROM)) {
      wanted.add(new ReadLog.Wanted.From(fields.count(FROM).orElse(0L), fields.small(BYTES, 0)));
    }
    if (wanted.size() > 1) {
      return refused("tail, head and from are given together", "give one of them");
    }
    if (fields.has(BYTES) && !fields.has(FROM)) {
      return refused("bytes is given without from", "give from too, or tail or head instead");
    }
    return Result.ok(wanted.isEmpty() ? new ReadLog.Wanted.Usual() : wanted.get(0));
  }

  private static <T> Result<T> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }
}
