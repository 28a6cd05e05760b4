package dev.hob.engine;

import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.api.ReadLog;
import dev.hob.model.CaptureStream;
import dev.hob.output.Bounds;
import dev.hob.output.Cursor;
import dev.hob.output.Follow;
import dev.hob.output.Growth;
import dev.hob.output.Window;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads on in the streams of a task, and ends with it. */
final class Following implements LogReading {
  /** The end of a task makes no file grow, so it is looked for from time to time. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private static final int PIECE_BYTES = 256 << 10;

  private final Outputs outputs;
  private final Outputs.Source source;
  private final boolean raw;
  private final Growth growth;
  private final List<Strand> strands = new ArrayList<>();
  private boolean over;

  /** One stream that is followed. */
  private record Strand(CaptureStream stream, Follow follow) {}

  Following(Outputs outputs, Outputs.Source source, ReadLog request, Cursor begin) {
    this.outputs = outputs;
    this.source = source;
    raw = request.raw();
    growth = Growth.of(outputs.bundle(source).folder());
    if (request.streams() != ReadLog.Streams.STDERR || source.hasOneStream()) {
      add(source.out(), begin.stdout());
    }
    if (request.streams() != ReadLog.Streams.STDOUT && !source.hasOneStream()) {
      add(CaptureStream.STDERR, begin.stderr());
    }
  }

  private void add(CaptureStream stream, long from) {
    Bounds bounds = Bounds.LOG.withBytes(PIECE_BYTES).withLines(Integer.MAX_VALUE);
    Follow.Manner manner = new Follow.Manner(bounds, raw, outputs::now);
    strands.add(
        new Strand(stream, new Follow(() -> outputs.open(source, stream), growth, manner, from)));
  }

  @Override
  public Optional<LogPiece> next(Duration longest) throws IOException, InterruptedException {
    Duration until = outputs.now().plus(Waiting.bounded(longest));
    while (true) {
      boolean ended = outputs.hasEnded(source);
      Optional<LogPiece> piece = read();
      over = ended && piece.isEmpty();
      Duration left = until.minus(outputs.now());
      if (piece.isPresent() || over || left.isNegative() || left.isZero()) {
        return piece;
      }
      growth.await(left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS);
    }
  }

  private Optional<LogPiece> read() throws IOException, InterruptedException {
    for (Strand strand : strands) {
      Optional<Window> window = strand.follow().read();
      if (window.isPresent()) {
        Collections.rotate(strands, 1); // so that a loud stream does not silence the other
        return window.map(it -> piece(strand.stream(), it));
      }
    }
    return Optional.empty();
  }

  private LogPiece piece(CaptureStream stream, Window window) {
    byte[] bytes = raw ? window.bytes() : window.text().getBytes(StandardCharsets.UTF_8);
    return new LogPiece(stream, window.from(), window.to(), bytes);
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void close() throws IOException {
    growth.close();
  }
}
