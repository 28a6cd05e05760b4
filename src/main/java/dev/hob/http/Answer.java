package dev.hob.http;

/** A whole reply, as JSON. */
public final class Answer {
  private final int status;
  private final byte[] json;
  private final Runnable unsent;

  /** Takes the bytes over. */
  public Answer(int status, byte[] json) {
    this(status, json, () -> {});
  }

  /**
   * @param unsent runs once if the client's system has not taken all of it: the client has gone
   *     before, or in the middle
   */
  public Answer(int status, byte[] json, Runnable unsent) {
    this.status = status;
    this.json = json;
    this.unsent = unsent;
  }

  public int status() {
    return status;
  }

  byte[] json() {
    return json;
  }

  /** To be run when nobody takes it. */
  public Runnable unsent() {
    return unsent;
  }
}
