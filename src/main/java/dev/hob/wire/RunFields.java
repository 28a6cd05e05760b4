package dev.hob.wire;

import dev.hob.api.Caller;
import dev.hob.api.ReadyWhen;
import dev.hob.api.RunTask;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Terminal;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of a start. */
final class RunFields {
  private static final Field COMMAND = Field.text("command");
  private static final Field WAIT_MS = Field.count("wait_ms");
  private static final Field TIMEOUT_MS = Field.count("timeout_ms");
  private static final Field IDLE_TIMEOUT_MS = Field.count("idle_timeout_ms");
  private static final Field GRACE_MS = Field.count("grace_ms");
  private static final Field OUTPUT_CAP_BYTES = Field.count("output_cap_bytes");
  private static final Field WORKDIR = Field.text("workdir");
  private static final Field ENV = Field.map("env");
  private static final Field UNSET = Field.texts("unset");
  private static final Field SECRETS = Field.texts("secrets");
  private static final Field NAME = Field.text("name");
  private static final Field LABEL = Field.text("label");
  private static final Field DESCRIPTION = Field.text("description");
  private static final Field MERGE = Field.flag("merge");
  private static final Field NOTIFY = Field.flag("notify");
  private static final Field READY = Field.text("ready");
  private static final Field PTY = Field.flag("pty");
  private static final Field SHELL = Field.text("shell");
  private static final Field UMASK = Field.text("umask");
  private static final Field STDIN = Field.text("stdin");
  private static final Field STDIN_TEXT = Field.text("stdin_text");
  private static final Field STDIN_BASE64 = Field.text("stdin_base64");
  private static final Field STDIN_FILE = Field.text("stdin_file");

  static final List<Field> ALL =
      List.of(
          COMMAND,
          WAIT_MS,
          TIMEOUT_MS,
          IDLE_TIMEOUT_MS,
          GRACE_MS,
          OUTPUT_CAP_BYTES,
          WORKDIR,
          EnvironmentField.FIELD,
          ENV,
          UNSET,
          SECRETS,
          NAME,
          LABEL,
          DESCRIPTION,
          MERGE,
          NOTIFY,
          READY,
          PTY,
          Verbs.ROWS,
          Verbs.COLS,
          SHELL,
          UMASK,
          STDIN,
          STDIN_TEXT,
          STDIN_BASE64,
          STDIN_FILE,
          Verbs.REQUEST_ID);

  private RunFields() {}

  static Result<RunTask> request(
      RequestCodec fields, Caller caller, Optional<String> folder, EnvironmentBlock usual) {
    return EnvironmentField.of(fields, usual)
        .map(inherited -> wish(fields, folder, inherited))
        .flatMap(wish -> input(fields).map(wish::reading))
        .map(
            wish ->
                new RunTask(
                    caller.own(),
                    wish,
                    labels(fields),
                    fields.text(LABEL),
                    limits(fields),
                    fields.flag(NOTIFY, true)))
        .flatMap(request -> ready(fields, request));
  }

  private static Result<RunTask> ready(RequestCodec fields, RunTask request) {
    return fields
        .text(READY)
        .map(it -> ReadyWhen.parse(it).map(request::readyWhen))
        .orElseGet(() -> Result.ok(request));
  }

  private static RunTask.Wish wish(
      RequestCodec fields, Optional<String> folder, EnvironmentBlock inherited) {
    return new RunTask.Wish(
        fields.text(COMMAND).orElse(""),
        fields.text(WORKDIR).or(() -> folder).orElse(""),
        fields.text(SHELL),
        fields.text(UMASK),
        new RunTask.Environment(
            inherited, fields.map(ENV), fields.texts(UNSET), Set.copyOf(fields.texts(SECRETS))),
        new RunTask.Input.Nothing(),
        new Capturing(fields.flag(MERGE), Optional.empty()),
        terminal(fields));
  }

  /** Who gives a size wants a terminal. */
  private static Terminal terminal(RequestCodec fields) {
    return fields.flag(PTY) || fields.has(Verbs.ROWS) || fields.has(Verbs.COLS)
        ? new Terminal(true, Verbs.size(fields, Verbs.ROWS), Verbs.size(fields, Verbs.COLS))
        : Terminal.PIPES;
  }

  private static Labels labels(RequestCodec fields) {
    return new Labels(fields.text(NAME), fields.text(DESCRIPTION), fields.text(Verbs.REQUEST_ID));
  }

  private static Limits limits(RequestCodec fields) {
    return new Limits(
        fields.millis(TIMEOUT_MS),
        fields.millis(IDLE_TIMEOUT_MS),
        fields.millis(GRACE_MS),
        fields.count(OUTPUT_CAP_BYTES).map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  private static Result<RunTask.Input> input(RequestCodec fields) {
    long given =
        List.of(STDIN, STDIN_TEXT, STDIN_BASE64, STDIN_FILE).stream().filter(fields::has).count();
    if (given > 1) {
      return refused(
          "more than one input is given",
          "give one of stdin, stdin_text, stdin_base64, stdin_file");
    }
    if (fields.has(STDIN_TEXT) || fields.has(STDIN_BASE64)) {
      return Verbs.bytes(fields.text(STDIN_TEXT), fields.text(STDIN_BASE64))
          .map(RunTask.Input.Bytes::new);
    }
    if (fields.has(STDIN_FILE)) {
      return Result.ok(new RunTask.Input.File(fields.text(STDIN_FILE).orElseThrow()));
    }
    return switch (fields.text(STDIN).orElse("null")) {
      case "null" -> Result.ok(new RunTask.Input.Nothing());
      case "open" -> Result.ok(new RunTask.Input.Open());
      default -> refused("stdin is neither null nor open", "give a file as stdin_file");
    };
  }

  private static Result<RunTask.Input> refused(String message, String hint) {
    return Result.refused(Refusal.of(RefusalCode.BAD_REQUEST, message, hint));
  }
}
