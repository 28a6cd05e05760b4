package dev.hob.http;

/** A whole reply, as JSON. */
public final class Answer {
  private final int status;
  private final byte[] json;

  /** Takes the bytes over. */
  public Answer(int status, byte[] json) {
    this.status = status;
    this.json = json;
  }

  public int status() {
    return status;
  }

  byte[] json() {
    return json;
  }
}
