package dev.hob.model;

/** The five ways in which a task can be over. */
public enum EndStatus {
  COMPLETED("completed"),
  FAILED("failed"),
  KILLED("killed"),
  TIMED_OUT("timed_out"),
  LOST("lost");

  private final String word;

  EndStatus(String word) {
    this.word = word;
  }

  /** The stable word of records and replies. */
  public String word() {
    return word;
  }

  /** The status of a task that nobody ended: it follows from how the command ended. */
  static EndStatus natural(Outcome outcome) {
    return outcome.fold(
        exited -> exited.code() == 0 ? COMPLETED : FAILED,
        signaled -> FAILED,
        neverStarted -> FAILED,
        lost -> LOST);
  }
}
