package dev.hob.model;

import java.util.Optional;

/** What a write may change in a record. */
public final class RecordRules {
  private RecordRules() {}

  /**
   * Empty when the change is allowed: never in what was asked for, after the end only in what
   * remains, and there never from delivered back to undelivered.
   */
  public static Optional<Refusal> check(TaskRecord before, TaskRecord after) {
    boolean sameOrder = before.order().equals(after.order());
    if (!before.state().isEnded()) {
      return sameOrder
          ? Optional.empty()
          : refused(
              before, RefusalCode.INTERNAL, "what was asked for cannot change once it is accepted");
    }
    if (!sameOrder || !before.progress().equals(after.progress())) {
      return terminal(before, "what it was and how it ended cannot change");
    }
    Delivery told = before.remains().delivery();
    Delivery tells = after.remains().delivery();
    if (told.delivered() && !tells.delivered()) {
      return terminal(before, "its end was delivered, and cannot be undelivered");
    }
    if (told.notifyOnCompletion() != tells.notifyOnCompletion()) {
      return terminal(before, "whether its end is told cannot change any more");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> terminal(TaskRecord record, String why) {
    return refused(
        record, RefusalCode.TERMINAL, "it has ended (" + record.state().word() + "), and " + why);
  }

  private static Optional<Refusal> refused(TaskRecord record, RefusalCode code, String why) {
    return Optional.of(Refusal.of(code, "task " + record.id() + ": " + why, "").about(record.id()));
  }
}
