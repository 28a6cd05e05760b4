package dev.hob.model;

import java.time.Instant;
import java.util.Optional;

/** What the wrapper, or hob in its place, wrote about the end of a command. */
public sealed interface ExitMarker {

  /**
   * The wrapper's word.
   *
   * @param outcome exited or signaled
   * @param finishedAt the wrapper's own clock; where absent, the file's time stands for it
   * @param used as far as the wrapper could tell
   * @param byDeadline the wrapper ended it, for its deadline had passed and no hob was there
   */
  record Wrote(Outcome outcome, Optional<Instant> finishedAt, Usage used, boolean byDeadline)
      implements ExitMarker {

    /** Of an end that says no more. */
    public static Wrote of(Outcome outcome) {
      return new Wrote(outcome, Optional.empty(), Usage.UNKNOWN, false);
    }
  }

  /** Written in place of a wrapper that was killed before it could write. */
  record Killed(Optional<Instant> finishedAt) implements ExitMarker {}

  default Optional<Instant> finishedAt() {
    return this instanceof Wrote wrote ? wrote.finishedAt() : ((Killed) this).finishedAt();
  }

  default boolean byDeadline() {
    return this instanceof Wrote wrote && wrote.byDeadline();
  }

  /** How the command ended by this marker's word; a kill without a wrapper leaves no signal. */
  default Outcome outcome() {
    return this instanceof Wrote wrote
        ? wrote.outcome()
        : new Outcome.Lost(Outcome.Lost.SIGNAL_UNKNOWN);
  }
}
