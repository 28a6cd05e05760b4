package dev.hob.output;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads on and on in a stream that grows; each byte once. */
public final class Follow {
  /** A truncation is noticed a moment after it happened; until then nobody knows where one is. */
  private static final int ATTEMPTS = 20;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);

  private final Source source;
  private final Growth growth;
  private final Bounds bounds;
  private final boolean raw;
  private long position;

  /** The stream as it is at that time. */
  public interface Source {
    StoredStream open() throws IOException;
  }

  public Follow(Source source, Growth growth, Bounds bounds, boolean raw, long position) {
    this.source = source;
    this.growth = growth;
    this.bounds = bounds;
    this.raw = raw;
    this.position = position;
  }

  public long position() {
    return position;
  }

  /** What has come, after a wait if nothing has; empty when nothing came in that time. */
  public Optional<Window> next(Duration longest) throws IOException, InterruptedException {
    Optional<Window> now = read();
    if (now.isPresent()) {
      return now;
    }
    growth.await(longest);
    return read();
  }

  /** What is there already. */
  public Optional<Window> read() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try (StoredStream stream = source.open()) {
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
