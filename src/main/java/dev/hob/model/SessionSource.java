package dev.hob.model;

import java.util.Arrays;
import java.util.Optional;

/** Why a harness's process says that it speaks for a session. */
public enum SessionSource {
  STARTUP("startup"),
  RESUME("resume"),
  /** The conversation begins anew under another id; the process and its tasks go on. */
  CLEAR("clear"),
  /** The conversation was shortened, as a rule under the same id. */
  COMPACT("compact"),
  FORK("fork");

  private final String word;

  SessionSource(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** Whether the new session takes over from the one that the process spoke for before. */
  public boolean handsOver() {
    return this == CLEAR || this == COMPACT;
  }

  public static Optional<SessionSource> ofWord(String word) {
    return Arrays.stream(values()).filter(source -> source.word.equals(word)).findFirst();
  }
}
