package dev.hob.model;

/** What has become of what was written into a command. */
public enum WriteOutcome {
  /** All of it is out of hob's hands: nothing waits to be read any more. */
  DELIVERED("delivered"),
  /** All of it waits where the command reads. */
  ACCEPTED("accepted"),
  /** The command does not read: the rest was not taken. */
  STUCK("stuck"),
  /** hob died within it: nobody knows how much was taken. */
  UNKNOWN("unknown");

  private final String word;

  WriteOutcome(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
