package dev.hob.bundle;

/** What a look at a notices journal gave. */
public sealed interface JournalReading {

  /** One without events says no more than none at all. */
  record Found(NoticeJournal journal) implements JournalReading {}

  /** What the record says of delivery is all there is. */
  record Absent() implements JournalReading {}

  record Newer(long version) implements JournalReading {}

  record Damaged(DamageKind kind, String detail) implements JournalReading {}

  record Unreadable(String why) implements JournalReading {}
}
