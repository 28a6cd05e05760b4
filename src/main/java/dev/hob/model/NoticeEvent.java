package dev.hob.model;

import java.time.Instant;
import java.util.Optional;

/** One line of a task's delivery journal. */
public sealed interface NoticeEvent {

  /** There is something to tell. */
  record Pending(NoticeId notice, Instant at) implements NoticeEvent {}

  /** It was handed to one consumer, who has not yet proven that it came. */
  record Offered(NoticeId notice, Instant at, String consumer) implements NoticeEvent {}

  /** The consumer's process had it. */
  record Acknowledged(NoticeId notice, Instant at, String consumer) implements NoticeEvent {}

  /** Nobody will ever ask for it. */
  record Expired(NoticeId notice, Instant at, String reason) implements NoticeEvent {}

  /**
   * Somebody wants to be told when something becomes true of the task.
   *
   * @param readiness the task counts as ready when it does
   */
  record WatchAdded(String watch, Instant at, WatchGoal goal, boolean readiness)
      implements NoticeEvent {}

  /** It became true. */
  record Matched(String watch, Instant at, NoticeId notice, Match match) implements NoticeEvent {}

  /** The watch looks no further. */
  record WatchEnded(String watch, Instant at, String reason) implements NoticeEvent {}

  /** Written by a newer hob: kept, and of no effect here. */
  record Unknown(String kind) implements NoticeEvent {}

  /** Whether it tells how far a notice has come, and not what a watch saw. */
  default boolean isDelivery() {
    return !(this instanceof WatchAdded || this instanceof Matched || this instanceof WatchEnded);
  }

  default <R> R fold(Cases<R> cases) {
    if (this instanceof Pending it) {
      return cases.pending(it);
    }
    if (this instanceof Offered it) {
      return cases.offered(it);
    }
    if (this instanceof Acknowledged it) {
      return cases.acknowledged(it);
    }
    if (this instanceof Expired it) {
      return cases.expired(it);
    }
    if (this instanceof WatchAdded it) {
      return cases.watchAdded(it);
    }
    if (this instanceof Matched it) {
      return cases.matched(it);
    }
    if (this instanceof WatchEnded it) {
      return cases.watchEnded(it);
    }
    return cases.unknown((Unknown) this);
  }

  /** One answer per event. */
  interface Cases<R> {
    R pending(Pending event);

    R offered(Offered event);

    R acknowledged(Acknowledged event);

    R expired(Expired event);

    R watchAdded(WatchAdded event);

    R matched(Matched event);

    R watchEnded(WatchEnded event);

    R unknown(Unknown event);
  }

  /**
   * What a watch found.
   *
   * @param stream and {@code offset}: where, if it was in the output
   * @param to the position from which on it looks for more
   * @param otherTo the position in the other stream, where it looks at both, from which on it looks
   *     for more; 0 where it does not
   * @param text the line in which it stands, or what else there is to be said
   * @param more matches that came before it and are told with it
   */
  record Match(
      Optional<CaptureStream> stream, long offset, long to, long otherTo, String text, long more) {

    /** Something that is no output came true. */
    public static Match of(String text) {
      return new Match(Optional.empty(), 0, 0, 0, text, 0);
    }
  }
}
