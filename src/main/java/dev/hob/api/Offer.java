package dev.hob.api;

import dev.hob.model.NoticeId;
import dev.hob.model.SessionHash;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a reply tells for the first time. It counts as told when the caller proves that it had the
 * reply, by {@link Hob#acknowledge}; until then, and for half a minute at most, nobody else is
 * told.
 *
 * @param session whose notices these are; absent when there are none
 * @param consumer to whom; of use to {@link Hob#release} only
 */
public record Offer(Optional<SessionHash> session, String consumer, List<NoticeId> notices) {
  public static final Offer NONE = new Offer(Optional.empty(), "", List.of());

  public Offer {
    notices = List.copyOf(notices);
  }

  public static Offer of(SessionHash session, String consumer, List<NoticeId> notices) {
    return notices.isEmpty() ? NONE : new Offer(Optional.of(session), consumer, notices);
  }

  public boolean isNone() {
    return notices.isEmpty();
  }

  /** Both together; they are of one session and one consumer. */
  public Offer and(Offer other) {
    if (isNone()) {
      return other;
    }
    return new Offer(
        session, consumer, Stream.concat(notices.stream(), other.notices().stream()).toList());
  }
}
