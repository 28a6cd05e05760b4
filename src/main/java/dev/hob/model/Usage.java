package dev.hob.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the task used, where the platform tells. */
public record Usage(
    Optional<Duration> user,
    Optional<Duration> system,
    OptionalLong peakMemoryBytes,
    OptionalInt processes) {
  public static final Usage UNKNOWN =
      new Usage(Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalInt.empty());
}
