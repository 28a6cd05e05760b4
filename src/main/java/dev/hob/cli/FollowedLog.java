package dev.hob.cli;

import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.api.Output.LeftOut;
import dev.hob.model.CaptureStream;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A log that is shown piece by piece: whole, or as it grows. */
final class FollowedLog {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private FollowedLog() {}

  /**
   * What is shown.
   *
   * @param apart each stream to its own, so that both can be kept
   * @param raw byte for byte
   * @param begin the position that was asked for
   * @param how begins the command that shows what lies before
   */
  record Opened(LogReading reading, boolean apart, boolean raw, long begin, String how) {}

  /**
   * @param further until the task has ended; else until there is no more
   */
  static void show(Console console, Opened log, boolean further)
      throws IOException, InterruptedException {
    Set<CaptureStream> begun = EnumSet.noneOf(CaptureStream.class);
    try (LogReading reading = log.reading()) {
      while (!reading.isOver()) {
        Optional<LogPiece> piece = reading.next(further ? BETWEEN_LOOKS : Duration.ZERO);
        if (piece.isPresent()) {
          if (begun.add(piece.get().stream())) {
            tellLeftOut(console, log, piece.get());
          }
          show(console, log, piece.get());
        } else if (!further) {
          return;
        }
      }
    }
  }

  private static void tellLeftOut(Console console, Opened log, LogPiece first) {
    if (first.from() > log.begin()) {
      LeftOut part = new LeftOut(first.stream().word(), log.begin(), first.from());
      String range = " --from " + part.from() + " --bytes " + (part.to() - part.from());
      Optional<String> how =
          Optional.of(log.how()).filter(it -> !it.isEmpty()).map(it -> it + part.stream() + range);
      console.note(OutputText.leftOut(List.of(part), how));
    }
  }

  private static void show(Console console, Opened log, LogPiece piece) throws IOException {
    byte[] bytes = log.raw() ? piece.bytes() : LogsVerb.forEyes(piece.bytes(), console.look());
    if (console.json()) {
      console.print(ReplyCodec.piece(piece));
    } else if (log.apart() && piece.stream() == CaptureStream.STDERR) {
      console.say(bytes);
    } else {
      console.print(bytes);
    }
  }
}
