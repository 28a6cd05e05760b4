package dev.hob.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What bounds the task.
 *
 * @param timeout after this long it is ended
 * @param idleTimeout after this long without output it is ended
 * @param grace between the asking signal and the one that cannot be refused
 * @param outputCapBytes per stream
 */
public record Limits(
    Optional<Duration> timeout,
    Optional<Duration> idleTimeout,
    Optional<Duration> grace,
    OptionalLong outputCapBytes) {
  public static final Limits NONE =
      new Limits(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());

  public static Limits ofTimeout(Duration timeout) {
    return new Limits(
        Optional.of(timeout), Optional.empty(), Optional.empty(), OptionalLong.empty());
  }
}
