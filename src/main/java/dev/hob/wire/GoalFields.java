package dev.hob.wire;

import dev.hob.api.WatchTask.From;
import dev.hob.api.WatchTask.Watched;
import dev.hob.model.CaptureStream;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import dev.hob.model.WatchGoal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields that say what is waited for. */
final class GoalFields {
  private static final Field PATTERN = Field.text("pattern");
  private static final Field REGEX = Field.flag("regex");
  private static final Field STREAM = Field.text("stream");
  private static final Field FROM = Field.text("from");
  private static final Field PORT = Field.count("port");
  private static final Field FILE = Field.text("file");
  private static final Field QUIET_MS = Field.count("quiet_ms");
  private static final Field FIRST_OUTPUT = Field.flag("first_output");
  private static final Field RUNNING_MS = Field.count("running_ms");
  static final Field EVERY = Field.flag("every");
  static final Field READY = Field.flag("ready");

  /** Of a call that waits. */
  static final List<Field> OF_A_WAIT =
      List.of(PATTERN, REGEX, STREAM, FROM, PORT, FILE, QUIET_MS, FIRST_OUTPUT);

  /** Of a watch, besides. */
  static final List<Field> OF_A_WATCH = List.of(EVERY, RUNNING_MS, READY);

  private GoalFields() {}

  /** Absent when none of the fields is there. */
  static Result<Optional<Watched>> watched(RequestCodec fields) {
    List<WatchGoal> goals = new ArrayList<>();
    fields.text(PATTERN).ifPresent(it -> goals.add(output(fields, it)));
    if (fields.has(PORT)) {
      goals.add(new WatchGoal.Port("localhost", fields.small(PORT, 0)));
    }
    fields.text(FILE).ifPresent(it -> goals.add(new WatchGoal.FileThere(it)));
    millis(fields, QUIET_MS).ifPresent(it -> goals.add(new WatchGoal.Quiet(it)));
    millis(fields, RUNNING_MS).ifPresent(it -> goals.add(new WatchGoal.StillRunning(it)));
    if (fields.flag(FIRST_OUTPUT)) {
      goals.add(new WatchGoal.FirstOutput());
    }
    if (goals.size() > 1) {
      return refused("more than one thing is to be waited for", "set a watch for each");
    }
    if (goals.isEmpty()) {
      return Result.ok(Optional.empty());
    }
    return stream(fields)
        .flatMap(stream -> from(fields))
        .map(from -> Optional.of(new Watched(placed(goals.get(0), fields), from)));
  }

  private static Optional<Duration> millis(RequestCodec fields, Field field) {
    return fields.has(field) ? fields.millis(field) : Optional.empty();
  }

  private static WatchGoal output(RequestCodec fields, String pattern) {
    return new WatchGoal.Output(
        pattern, fields.flag(REGEX), fields.flag(EVERY), Optional.empty(), 0, 0);
  }

  private static WatchGoal placed(WatchGoal goal, RequestCodec fields) {
    if (!(goal instanceof WatchGoal.Output output)) {
      return goal;
    }
    long at = fields.text(FROM).filter(GoalFields::isPosition).map(Long::parseLong).orElse(0L);
    return new WatchGoal.Output(
        output.pattern(),
        output.regex(),
        output.every(),
        stream(fields).fold(it -> it, refusal -> Optional.empty()),
        at,
        at);
  }

  private static Result<Optional<CaptureStream>> stream(RequestCodec fields) {
    return switch (fields.text(STREAM).orElse("both")) {
      case "both" -> Result.ok(Optional.empty());
      case "stdout" -> Result.ok(Optional.of(CaptureStream.STDOUT));
      case "stderr" -> Result.ok(Optional.of(CaptureStream.STDERR));
      default ->
          refused(
              "there is no stream " + Shown.text(fields.text(STREAM).orElse("")),
              "give stdout, stderr or both");
    };
  }

  private static Result<From> from(RequestCodec fields) {
    String from = fields.text(FROM).orElse("start");
    if (isPosition(from)) {
      return Result.ok(new From.There());
    }
    return switch (from) {
      case "start" -> Result.ok(new From.Start());
      case "now" -> Result.ok(new From.Now());
      default ->
          refused(
              "one cannot begin to look from " + Shown.text(from),
              "give start, now or a position in bytes");
    };
  }

  private static boolean isPosition(String text) {
    return text.matches("[0-9]{1,18}");
  }

  private static <T> Result<T> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }
}
