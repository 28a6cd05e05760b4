package dev.hob.bundle;

/** What a look at {@code session.json} gave. */
public sealed interface SessionReading {

  record Found(SessionFile file) implements SessionReading {}

  record Absent() implements SessionReading {}

  record Newer(long version) implements SessionReading {}

  record Damaged(DamageKind kind, String detail) implements SessionReading {}

  record Unreadable(String why) implements SessionReading {}
}
