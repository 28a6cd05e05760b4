package dev.hob.cli;

import dev.hob.api.Hob;
import dev.hob.api.Log;
import dev.hob.api.ReadLog;
import dev.hob.api.ReadLog.Streams;
import dev.hob.api.ReadLog.Wanted;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob logs}: what a task has said. */
final class LogsVerb implements Verb {
  private static final String FOLLOW = "--follow";

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Prints what a task has said: its end, where nothing else is asked.")
        .words("ID", "The task.")
        .choice("--stream", List.of("stdout", "stderr", "both"), "Which; else both.")
        .value("--tail", "N", "The last lines.")
        .value("--head", "N", "The first lines.")
        .value("--from", "OFFSET", "From this byte of the stream on.")
        .value("--bytes", "N", "So many bytes; from the first on, where no other is named.")
        .flag("--all", "All of it.")
        .flag("--raw", "Byte for byte, and all of it where no part is named.")
        .flag("-f", FOLLOW, "Go on until the task has ended.")
        .example("hob logs t1a2b3c4d5 --tail 100 -f");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    flags.onlyOneOf("--tail", "--head", "--from", "--all");
    for (String part : List.of("--tail", "--head", "--all")) {
      flags.onlyOneOf(part, "--bytes");
    }
    flags.onlyOneOf(FOLLOW, "--head");
    flags.onlyOneOf(FOLLOW, "--bytes");
    ReadLog request = request(call);
    if (flags.has(FOLLOW) || isWhole(flags)) {
      FollowedLog.show(call.console(), opened(call, request), flags.has(FOLLOW));
    } else {
      show(call.console(), RefusedException.taken(call.hob().log(request)), request);
    }
    return ExitStatus.DONE;
  }

  private static boolean isWhole(Flags flags) {
    boolean part = List.of("--tail", "--head", "--from", "--bytes").stream().anyMatch(flags::has);
    return flags.has("--all") || (flags.has("--raw") && !part && !flags.has(FOLLOW));
  }

  private static ReadLog request(Call call) throws RefusedException {
    Flags flags = call.flags();
    return new ReadLog(
        call.which(Optional.of(flags.required("the id of a task"))),
        streams(flags),
        isWhole(flags) ? new Wanted.From(0, 0) : part(flags),
        flags.has("--raw"));
  }

  static Streams streams(Flags flags) throws RefusedException {
    String word = flags.text("--stream").orElse("both");
    return switch (word) {
      case "stdout" -> Streams.STDOUT;
      case "stderr" -> Streams.STDERR;
      case "both" -> Streams.BOTH;
      default ->
          throw RefusedException.badRequest(
              "--stream " + Plain.line(word) + " cannot be used",
              "--stream takes stdout, stderr or both");
    };
  }

  private static Wanted part(Flags flags) throws RefusedException {
    OptionalInt tail = flags.number("--tail", 0, Integer.MAX_VALUE);
    if (tail.isPresent()) {
      return new Wanted.Tail(tail.getAsInt());
    }
    OptionalInt head = flags.number("--head", 0, Integer.MAX_VALUE);
    if (head.isPresent()) {
      return new Wanted.Head(head.getAsInt());
    }
    if (!flags.has("--from") && !flags.has("--bytes")) {
      return new Wanted.Usual();
    }
    return new Wanted.From(flags.size("--from").orElse(0), bytes(flags));
  }

  /** Zero stands for as many as is usual, which nobody means who says so. */
  private static int bytes(Flags flags) throws RefusedException {
    OptionalLong bytes = flags.size("--bytes");
    if (bytes.isPresent() && bytes.getAsLong() == 0) {
      throw RefusedException.badRequest("--bytes 0 shows nothing", "give a size, or leave it out");
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes.orElse(0));
  }

  private static FollowedLog.Opened opened(Call call, ReadLog request) throws RefusedException {
    Hob hob = call.hob();
    boolean apart = request.raw() && request.streams() == Streams.BOTH;
    // What is missing where all was asked for is gone: no command shows it.
    boolean everything = request.wanted() instanceof Wanted.From;
    String how = "hob logs " + request.which().id().orElse("") + " --stream ";
    return new FollowedLog.Opened(
        RefusedException.taken(hob.follow(request)),
        apart,
        request.raw(),
        request.wanted() instanceof Wanted.From from ? from.position() : 0,
        everything ? "" : how);
  }

  private static void show(Console console, Log log, ReadLog request) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.log(log));
    } else if (request.raw()) {
      OutputText.exactly(log.output(), request.streams(), console);
    } else {
      console.print(forEyes(log.shown(), console.look()));
      OutputText.leftOut(log.output()).ifPresent(console::note);
    }
  }

  /** A terminal obeys what it is sent. */
  static byte[] forEyes(byte[] text, Look look) {
    return look.people()
        ? Plain.text(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
        : text;
  }
}
