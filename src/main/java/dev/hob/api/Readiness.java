package dev.hob.api;

/** Whether a task that serves something does so. */
public enum Readiness {
  STARTING("starting"),
  READY("ready"),
  /** It was ready, and its port is closed now. */
  UNREADY("unready");

  private final String word;

  Readiness(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
