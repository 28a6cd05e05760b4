package dev.hob.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Where a task is in its life; each state carries only what exists in it. */
public sealed interface TaskState {

  /** Accepted, and waiting for its turn. */
  record Queued() implements TaskState {}

  /** Being spawned: a process may or may not exist; only the claim file can tell. */
  record Starting(Instant startedAt) implements TaskState {}

  /** Its wrapper is known. */
  record Running(Instant startedAt, ProcessIdentity process) implements TaskState {}

  /** A kill was ordered. */
  record Killing(Instant startedAt, ProcessIdentity process, EndedBy by, KillPhase phase)
      implements TaskState {}

  /**
   * Over, for ever.
   *
   * @param finishedAt absent only in records of other programs that did not note it
   * @param duration from the spawn to the end, never negative; zero where nothing was spawned
   */
  record Ended(
      EndStatus status,
      Outcome outcome,
      Instant startedAt,
      Optional<Instant> finishedAt,
      Optional<Duration> duration,
      Optional<EndedBy> by,
      FormerProcess process)
      implements TaskState {}

  /** Whether a signal of the kill has gone out: from then on the end is the kill's, not its own. */
  enum KillPhase {
    UNSENT,
    SENT
  }

  default <R> R fold(Cases<R> cases) {
    if (this instanceof Queued it) {
      return cases.queued(it);
    }
    if (this instanceof Starting it) {
      return cases.starting(it);
    }
    if (this instanceof Running it) {
      return cases.running(it);
    }
    if (this instanceof Killing it) {
      return cases.killing(it);
    }
    return cases.ended((Ended) this);
  }

  /** One answer per state. */
  interface Cases<R> {
    R queued(Queued state);

    R starting(Starting state);

    R running(Running state);

    R killing(Killing state);

    R ended(Ended state);
  }

  /** One answer for all states but the ended. */
  default <R> R foldEnded(Function<Ended, R> ended, Function<TaskState, R> live) {
    return this instanceof Ended it ? ended.apply(it) : live.apply(this);
  }

  default boolean isEnded() {
    return this instanceof Ended;
  }

  /** The stable word of records and replies. */
  default String word() {
    return fold(StateWord.INSTANCE);
  }
}
