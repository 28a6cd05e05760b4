package dev.hob.api;

/**
 * Give a command something to read.
 *
 * <p>A class, for bytes are not compared.
 */
public final class WriteTask {
  private final WhichTask which;
  private final byte[] bytes;
  private final boolean close;
  private final boolean anySession;

  /**
   * @param close nothing more will come
   */
  public WriteTask(WhichTask which, byte[] bytes, boolean close, boolean anySession) {
    this.which = which;
    this.bytes = bytes.clone();
    this.close = close;
    this.anySession = anySession;
  }

  public WhichTask which() {
    return which;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean close() {
    return close;
  }

  public boolean anySession() {
    return anySession;
  }
}
