package dev.hob.bundle;

import dev.hob.model.SessionBook;

/** What a look at {@code sessions.json} gave. */
public sealed interface SessionBookReading {

  record Found(SessionBook book) implements SessionBookReading {}

  record Absent() implements SessionBookReading {}

  /** Written by a newer hob: left as it is. */
  record Newer(long version) implements SessionBookReading {}

  /** The next write sets it aside. */
  record Damaged(DamageKind kind, String detail) implements SessionBookReading {}

  /** It may be whole, but could not be read now; until it can, nothing is written. */
  record Unreadable(String why) implements SessionBookReading {}

  /** To go on with: what could not be read says nothing of any session. */
  default SessionBook bookOrEmpty() {
    return this instanceof Found found ? found.book() : SessionBook.EMPTY;
  }
}
