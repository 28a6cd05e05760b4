package dev.hob.cli;

import dev.hob.model.Outcome;
import dev.hob.model.TaskState;

/** How a task stands, in words for people. */
final class EndWords {
  private EndWords() {}

  static String of(TaskState state) {
    return Plain.line(state.foldEnded(EndWords::ended, TaskState::word));
  }

  private static String ended(TaskState.Ended state) {
    String status = state.status().word();
    String how = how(state.outcome());
    if (how.equals("exit 0") && status.equals("completed")) {
      return status;
    }
    return how.startsWith(status) ? how : status + ": " + how;
  }

  private static String how(Outcome outcome) {
    return outcome.fold(
        EndWords::exited,
        signaled ->
            "killed by signal "
                + signaled.signal()
                + (signaled.coreDumped() ? ", core dumped" : ""),
        neverStarted -> "never started: " + neverStarted.reason(),
        lost -> "lost: " + lost.reason());
  }

  private static String exited(Outcome.Exited exited) {
    return "exit "
        + exited.code()
        + switch (exited.certainty()) {
          case CERTAIN, LEGACY -> "";
          case MAYBE_SIGNAL -> ", perhaps by signal " + (exited.code() - ExitStatus.BY_SIGNAL);
        };
  }
}
