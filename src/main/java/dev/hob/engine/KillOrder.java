package dev.hob.engine;

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
public record KillOrder(
    SessionHash session,
    TaskId task,
    Optional<String> signal,
    Optional<Duration> grace,
    EndedBy by) {

  public static KillOrder of(SessionHash session, TaskId task, String who) {
    return new KillOrder(
        session, task, Optional.empty(), Optional.empty(), EndedBy.of(who, EndedBy.Why.REQUEST));
  }

  public KillOrder with(String changedSignal, Duration changedGrace) {
    return new KillOrder(session, task, Optional.of(changedSignal), Optional.of(changedGrace), by);
  }
}
