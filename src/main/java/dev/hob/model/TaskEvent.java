package dev.hob.model;

import java.time.Instant;
import java.util.Optional;

/** What can happen to a task. */
public sealed interface TaskEvent {

  /** Its turn came; it will be spawned now. */
  record LeftQueue(Instant at) implements TaskEvent {}

  /**
   * Its wrapper exists.
   *
   * @param keeper of its terminal, where it has one
   */
  record Spawned(ProcessIdentity process, Optional<TaskProgress.Keeper> keeper)
      implements TaskEvent {
    public Spawned(ProcessIdentity process) {
      this(process, Optional.empty());
    }
  }

  /** No process came to be, or the start was called off before one could. */
  record StartFailed(Instant at, String reason) implements TaskEvent {}

  /** Somebody or something wants it ended. */
  record KillOrdered(Instant at, EndedBy by) implements TaskEvent {}

  /** The first signal of the kill is about to go out. */
  record SignalSent() implements TaskEvent {}

  /** The exit marker was found. */
  record MarkerFound(Instant at, ExitMarker marker) implements TaskEvent {}

  /** The wrapper and all it could have written are gone. */
  record ProcessGone(Instant at) implements TaskEvent {}

  /** The machine or container that it lived in has ended, and it with them. */
  record MachineGone(Instant at, Outcome.Lost outcome) implements TaskEvent {}

  default <R> R fold(Cases<R> cases) {
    if (this instanceof LeftQueue it) {
      return cases.leftQueue(it);
    }
    if (this instanceof Spawned it) {
      return cases.spawned(it);
    }
    if (this instanceof StartFailed it) {
      return cases.startFailed(it);
    }
    if (this instanceof KillOrdered it) {
      return cases.killOrdered(it);
    }
    if (this instanceof SignalSent it) {
      return cases.signalSent(it);
    }
    if (this instanceof MarkerFound it) {
      return cases.markerFound(it);
    }
    if (this instanceof ProcessGone it) {
      return cases.processGone(it);
    }
    return cases.machineGone((MachineGone) this);
  }

  /** One answer per event. */
  interface Cases<R> {
    R leftQueue(LeftQueue event);

    R spawned(Spawned event);

    R startFailed(StartFailed event);

    R killOrdered(KillOrdered event);

    R signalSent(SignalSent event);

    R markerFound(MarkerFound event);

    R processGone(ProcessGone event);

    R machineGone(MachineGone event);
  }
}
