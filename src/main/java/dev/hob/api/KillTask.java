package dev.hob.api;

import dev.hob.model.EndedBy;
import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import java.time.Duration;
import java.util.Optional;

/**
 * End a task, wholly.
 *
 * @param signal asked first, by name or number; TERM where none is named
 * @param grace between that and KILL; the task's own, or 5 s, where none is named
 */
public record KillTask(
    SessionHash session,
    TaskId task,
    Optional<String> signal,
    Optional<Duration> grace,
    EndedBy by) {

  public static KillTask of(SessionHash session, TaskId task, String who) {
    return new KillTask(
        session, task, Optional.empty(), Optional.empty(), EndedBy.of(who, EndedBy.Why.REQUEST));
  }

  public KillTask with(String changedSignal, Duration changedGrace) {
    return new KillTask(session, task, Optional.of(changedSignal), Optional.of(changedGrace), by);
  }
}
