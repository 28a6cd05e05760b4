package dev.hob.model;

/** How a task stands, in a few words: "completed", "failed: exit 1", "killed by signal 9". */
public final class EndWords {
  /** As shells have it: a signal is told as this and its number. */
  private static final int BY_SIGNAL = 128;

  private EndWords() {}

  public static String of(TaskState state) {
    return state.foldEnded(EndWords::ended, TaskState::word);
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
          case MAYBE_SIGNAL -> ", perhaps by signal " + (exited.code() - BY_SIGNAL);
        };
  }
}
