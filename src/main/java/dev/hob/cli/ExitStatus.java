package dev.hob.cli;

import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import java.util.List;

/** What a verb that waits for tasks says of them with its exit status. */
final class ExitStatus {
  static final int DONE = 0;
  static final int STILL_RUNNING = 75;

  /** Not all was done that was asked for, and nothing was refused. */
  static final int NOT_ALL = 1;

  /** As shells have it: a signal is told as this and its number. */
  static final int BY_SIGNAL = 128;

  private static final int TIMED_OUT = 124;
  private static final int NOBODY_KNOWS = 125;
  private static final int MOST = 255;

  private ExitStatus() {}

  /** Of one task. */
  static int of(TaskRecord task) {
    return task.state().foldEnded(ExitStatus::ended, live -> STILL_RUNNING);
  }

  private static int ended(TaskState.Ended state) {
    return state.status() == EndStatus.TIMED_OUT
        ? TIMED_OUT
        : state
            .outcome()
            .fold(
                ExitStatus::exited,
                signaled -> BY_SIGNAL + signaled.signal(),
                neverStarted -> NOBODY_KNOWS,
                lost -> NOBODY_KNOWS);
  }

  /** A code of another platform may be larger than a status can be; it stays a failure. */
  private static int exited(Outcome.Exited exited) {
    int code = exited.code();
    return code >= 0 && code <= MOST ? code : NOT_ALL;
  }

  /** Of several tasks. */
  static int of(List<TaskRecord> tasks) {
    if (tasks.stream().anyMatch(it -> !it.state().isEnded())) {
      return STILL_RUNNING;
    }
    return tasks.stream().allMatch(it -> it.state().word().equals(EndStatus.COMPLETED.word()))
        ? DONE
        : NOT_ALL;
  }
}
