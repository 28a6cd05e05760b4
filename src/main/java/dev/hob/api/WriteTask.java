package dev.hob.api;

import java.util.List;
import java.util.Optional;

/**
 * Give a command something to read: first the bytes, then the keys.
 *
 * <p>A class, for bytes are not compared.
 */
public final class WriteTask {
  private final WhichTask which;
  private final byte[] bytes;
  private final Typing typing;
  private final boolean anySession;

  /**
   * How it is written.
   *
   * @param keys of a terminal, by their names
   * @param pasted the bytes are marked as pasted, for programs that tell it from typing
   * @param close nothing more will come
   * @param requestId a write that was done is not done again under the same id
   */
  public record Typing(
      List<String> keys, boolean pasted, boolean close, Optional<String> requestId) {
    public static final Typing PLAIN = new Typing(List.of(), false, false, Optional.empty());

    public Typing {
      keys = List.copyOf(keys);
    }
  }

  public WriteTask(WhichTask which, byte[] bytes, Typing typing, boolean anySession) {
    this.which = which;
    this.bytes = bytes.clone();
    this.typing = typing;
    this.anySession = anySession;
  }

  public WhichTask which() {
    return which;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public Typing typing() {
    return typing;
  }

  public boolean anySession() {
    return anySession;
  }
}
