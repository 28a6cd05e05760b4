package dev.hob.cli;

import dev.hob.api.WatchTask.From;
import dev.hob.api.WatchTask.Watched;
import dev.hob.model.CaptureStream;
import dev.hob.model.RefusalCode;
import dev.hob.model.WatchGoal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The flags that say what is waited for. */
final class GoalFlags {
  private static final int MOST_PORT = 65_535;

  private GoalFlags() {}

  static VerbSpec of(VerbSpec spec) {
    return spec.flag("--regex", "The pattern is a regular expression.")
        .choice("--stream", List.of("stdout", "stderr", "both"), "Where to look; else both.")
        .value("--from", "start|now|OFFSET", "Where in the output to begin; else at its start.")
        .value("--port", "N", "Until somebody listens on this port.")
        .value("--file", "PATH", "Until there is this file.")
        .value("--quiet", "D", "Until nothing was said for so long.")
        .flag("--first-output", "Until anything was said.");
  }

  /** Absent when nothing was said. */
  static Optional<Watched> watched(Call call, Optional<String> pattern) throws RefusedException {
    Flags flags = call.flags();
    List<WatchGoal> goals = new ArrayList<>();
    pattern.ifPresent(it -> goals.add(output(flags, it)));
    OptionalInt port = flags.number("--port", 1, MOST_PORT);
    if (port.isPresent()) {
      goals.add(new WatchGoal.Port("localhost", port.getAsInt()));
    }
    Optional<String> file = flags.text("--file");
    if (file.isPresent()) {
      goals.add(new WatchGoal.FileThere(call.path(file.get(), RefusalCode.BAD_REQUEST)));
    }
    flags.duration("--quiet").ifPresent(it -> goals.add(new WatchGoal.Quiet(it)));
    flags.duration("--running").ifPresent(it -> goals.add(new WatchGoal.StillRunning(it)));
    if (flags.has("--first-output")) {
      goals.add(new WatchGoal.FirstOutput());
    }
    if (goals.size() > 1) {
      throw RefusedException.badRequest(
          "more than one thing is to be waited for", "set a watch for each");
    }
    refuseWithoutPattern(flags, pattern);
    return goals.isEmpty()
        ? Optional.empty()
        : Optional.of(new Watched(placed(goals.get(0), flags), from(flags)));
  }

  private static void refuseWithoutPattern(Flags flags, Optional<String> pattern)
      throws RefusedException {
    for (String flag : List.of("--regex", "--stream", "--from", "--every")) {
      if (flags.has(flag) && pattern.isEmpty()) {
        throw RefusedException.badRequest(flag + " goes with a pattern", "give one, or leave it");
      }
    }
  }

  private static WatchGoal output(Flags flags, String pattern) {
    return new WatchGoal.Output(
        pattern, flags.has("--regex"), flags.has("--every"), Optional.empty(), 0, 0);
  }

  private static WatchGoal placed(WatchGoal goal, Flags flags) throws RefusedException {
    if (!(goal instanceof WatchGoal.Output output)) {
      return goal;
    }
    long at = flags.text("--from").filter(GoalFlags::isPosition).map(Long::parseLong).orElse(0L);
    return new WatchGoal.Output(
        output.pattern(), output.regex(), output.every(), stream(flags), at, at);
  }

  private static Optional<CaptureStream> stream(Flags flags) throws RefusedException {
    return switch (LogsVerb.streams(flags)) {
      case STDOUT -> Optional.of(CaptureStream.STDOUT);
      case STDERR -> Optional.of(CaptureStream.STDERR);
      case BOTH -> Optional.empty();
    };
  }

  private static From from(Flags flags) throws RefusedException {
    String from = flags.text("--from").orElse("start");
    if (isPosition(from)) {
      return new From.There();
    }
    return switch (from) {
      case "start" -> new From.Start();
      case "now" -> new From.Now();
      default ->
          throw RefusedException.badRequest(
              "--from " + Plain.line(from) + " cannot be used",
              "--from takes start, now or a position in bytes");
    };
  }

  private static boolean isPosition(String text) {
    return text.matches("[0-9]{1,18}");
  }
}
