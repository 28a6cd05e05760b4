package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskId;
import java.util.Optional;
import java.util.function.Function;

/** What a look at a record gave. Only {@link Damaged} ones are ever moved, and only by recovery. */
public sealed interface RecordReading {

  record Found(StoredRecord stored) implements RecordReading {}

  record Absent() implements RecordReading {}

  /** Written by a newer hob: refused for this task alone, and left untouched. */
  record Newer(long version) implements RecordReading {
    public String message() {
      return "unsupported background task schema_version "
          + version
          + " (this hob reads 2, 3, 4, 5)";
    }
  }

  /**
   * Not a record of this task.
   *
   * @param process the process that it seems to speak of, as far as can still be read
   */
  record Damaged(DamageKind kind, String detail, Optional<ProcessClue> process)
      implements RecordReading {}

  /** It may be whole, but could not be read now; nothing may be concluded from that. */
  record Unreadable(String why) implements RecordReading {}

  /**
   * A pid found in a damaged record, and the start time that proves it, when that was found too.
   */
  record ProcessClue(long pid, Optional<String> start) {}

  default <R> R fold(
      Function<Found, R> found,
      Function<Absent, R> absent,
      Function<Newer, R> newer,
      Function<Damaged, R> damaged,
      Function<Unreadable, R> unreadable) {
    if (this instanceof Found it) {
      return found.apply(it);
    }
    if (this instanceof Absent it) {
      return absent.apply(it);
    }
    if (this instanceof Newer it) {
      return newer.apply(it);
    }
    if (this instanceof Damaged it) {
      return damaged.apply(it);
    }
    return unreadable.apply((Unreadable) this);
  }

  /** The record, or the refusal that a caller is shown who named the task. */
  default Result<StoredRecord> orRefusal(TaskId task) {
    return fold(
        found -> Result.ok(found.stored()),
        absent ->
            refused(task, RefusalCode.TASK_NOT_FOUND, "no task " + task, "hob list shows them"),
        newer ->
            refused(
                task,
                RefusalCode.RECORD_NEWER,
                "task " + task + ": " + newer.message(),
                "a newer hob wrote it: use that one"),
        damaged ->
            refused(
                task,
                RefusalCode.RECORD_DAMAGED,
                "the record of task " + task + " is damaged: " + damaged.detail(),
                "hob doctor says more; its output files are untouched"),
        unreadable ->
            refused(
                task,
                RefusalCode.INTERNAL,
                "the record of task " + task + " cannot be read: " + unreadable.why(),
                "hob doctor says more"));
  }

  private static Result<StoredRecord> refused(
      TaskId task, RefusalCode code, String message, String hint) {
    return Result.refused(Refusal.of(code, message, hint).about(task));
  }
}
