package dev.hob.api;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import dev.hob.model.WatchGoal;
import java.util.Optional;

/**
 * When a task counts as ready, in one word: {@code port:8080}, {@code text:listening} and so on.
 */
public final class ReadyWhen {
  private ReadyWhen() {}

  /** Of the output both streams count, from their beginning. */
  public static Result<WatchGoal> parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String what = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "port" -> port(what);
      case "file" -> Result.ok(new WatchGoal.FileThere(what));
      case "text" -> Result.ok(output(what, false));
      case "regex" -> Result.ok(output(what, true));
      default -> refused(text);
    };
  }

  private static Result<WatchGoal> port(String text) {
    return text.matches("[0-9]{1,5}")
        ? Result.ok(new WatchGoal.Port("localhost", Integer.parseInt(text)))
        : refused("port:" + text);
  }

  private static WatchGoal output(String pattern, boolean regex) {
    return new WatchGoal.Output(pattern, regex, false, Optional.empty(), 0, 0);
  }

  private static Result<WatchGoal> refused(String text) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "that does not say when it is ready: " + Shown.text(text),
            "say port:8080, file:/path, text:listening or regex:listening on \\d+"));
  }
}
