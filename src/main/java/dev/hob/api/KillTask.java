package dev.hob.api;

import java.time.Duration;
import java.util.Optional;

/**
 * End a task, wholly.
 *
 * @param signal asked first, by name or number; TERM where none is named
 * @param grace between that and KILL; the task's own, or 5 s, where none is named
 * @param anySession also one of another session
 */
public record KillTask(
    WhichTask which, Optional<String> signal, Optional<Duration> grace, boolean anySession) {
  public static KillTask of(WhichTask which) {
    return new KillTask(which, Optional.empty(), Optional.empty(), false);
  }
}
