package dev.hob.cli;

import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.model.CaptureStream;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A log that is shown piece by piece: whole, or as it grows. */
final class FollowedLog {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private FollowedLog() {}

  /**
   * What is shown.
   *
   * @param apart each stream to its own, so that both can be kept
   * @param raw byte for byte
   */
  record Opened(LogReading reading, boolean apart, boolean raw) {}

  /**
   * @param further until the task has ended; else until there is no more
   */
  static void show(Console console, Opened log, boolean further)
      throws IOException, InterruptedException {
    try (LogReading reading = log.reading()) {
      while (!reading.isOver()) {
        Optional<LogPiece> piece = reading.next(further ? BETWEEN_LOOKS : Duration.ZERO);
        if (piece.isPresent()) {
          show(console, log, piece.get());
        } else if (!further) {
          return;
        }
      }
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
