package dev.hob.output;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads on and on in a stream that grows; each byte once. */
public final class Follow {
  /** A truncation is noticed a moment after it happened; until then nobody knows where one is. */
  private static final int ATTEMPTS = 20;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);

  private final Source source;
  private final Growth growth;
  private final Bounds bounds;
  private final boolean raw;
  private final Supplier<Duration> clock;
  private long position;
  private long begin;

  /** The stream as it is at that time. */
  public interface Source {
    StoredStream open() throws IOException;
  }

  /**
   * How it is read.
   *
   * @param clock any that only goes on
   */
  public record Manner(Bounds bounds, boolean raw, Supplier<Duration> clock) {}

  public Follow(Source source, Growth growth, Manner manner, long position) {
    this.source = source;
    this.growth = growth;
    bounds = manner.bounds();
    raw = manner.raw();
    clock = manner.clock();
    this.position = position;
    begin = position;
  }

  public long position() {
    return position;
  }

  /** What has come, after a wait if nothing has; empty when nothing came in that time. */
  public Optional<Window> next(Duration longest) throws IOException, InterruptedException {
    Duration until = clock.get().plus(longest);
    Optional<Window> now = read();
    while (now.isEmpty() && clock.get().compareTo(until) < 0) {
      growth.await(until.minus(clock.get()));
      now = read();
    }
    return now;
  }

  /** Who read more than was known when the stream was truncated begins where it begins anew. */
  private void followTruncation(StoredStream stream) {
    if (stream.begin() > begin) {
      begin = stream.begin();
      position = Math.min(position, begin);
    }
  }

  /** What is there already. */
  public Optional<Window> read() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try (StoredStream stream = source.open()) {
        followTruncation(stream);
        Windows windows = raw ? Windows.raw(stream, bounds) : Windows.clean(stream, bounds);
        Window window = windows.read(new Wanted.From(position));
        position = Math.max(position, window.to());
        return window.parts().isEmpty() ? Optional.empty() : Optional.of(window);
      } catch (ShrunkException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        growth.await(BETWEEN_ATTEMPTS);
      }
    }
  }
}
