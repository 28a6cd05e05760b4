package dev.hob.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the wrapper, or hob in its place, wrote about the end of a command. */
public sealed interface ExitMarker {

  /**
   * The wrapper's word.
   *
   * @param outcome exited or signaled
   * @param finishedAt the wrapper's own clock; where absent, the file's time stands for it
   */
  record Wrote(Outcome outcome, Optional<Instant> finishedAt, CpuTime cpu) implements ExitMarker {}

  /** Written in place of a wrapper that was killed before it could write. */
  record Killed(Optional<Instant> finishedAt) implements ExitMarker {}

  /** CPU time as far as the wrapper could tell. */
  record CpuTime(Optional<Duration> user, Optional<Duration> system) {
    public static final CpuTime UNKNOWN = new CpuTime(Optional.empty(), Optional.empty());
  }

  default Optional<Instant> finishedAt() {
    return this instanceof Wrote wrote ? wrote.finishedAt() : ((Killed) this).finishedAt();
  }

  /** How the command ended by this marker's word; a kill without a wrapper leaves no signal. */
  default Outcome outcome() {
    return this instanceof Wrote wrote
        ? wrote.outcome()
        : new Outcome.Lost(Outcome.Lost.SIGNAL_UNKNOWN);
  }
}
