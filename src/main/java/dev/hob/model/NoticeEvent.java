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

  /** Somebody wants to be told when the output says something. */
  record WatchAdded(String watch, Instant at, Watch terms) implements NoticeEvent {}

  /** The output said it. */
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
   * What a watch looks for.
   *
   * @param stream absent = all
   * @param from the offset at which it began to look
   */
  record Watch(
      String pattern, boolean regex, boolean every, Optional<CaptureStream> stream, long from) {}

  /** Where a watch found what it looked for. */
  record Match(CaptureStream stream, long offset, String text) {}
}
