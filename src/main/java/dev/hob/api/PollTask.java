package dev.hob.api;

import java.time.Duration;
import java.util.Optional;

/**
 * How is it doing, and what has it said?
 *
 * @param cursor of an earlier reply; without one, the end of what was said
 * @param longest to wait for something new at most
 * @param maxBytes of output in the reply; zero: as much as is usual
 */
public record PollTask(WhichTask which, Optional<String> cursor, Duration longest, int maxBytes) {
  public static PollTask of(WhichTask which) {
    return new PollTask(which, Optional.empty(), Duration.ZERO, 0);
  }
}
