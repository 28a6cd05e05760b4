package dev.hob.model;

import java.util.Optional;

/**
 * A "no" that names the thing and the way out.
 *
 * @param hint what the caller can do about it; empty where nothing can be done
 */
public record Refusal(RefusalCode code, String message, String hint, Optional<TaskId> task) {

  public static Refusal of(RefusalCode code, String message, String hint) {
    return new Refusal(code, message, hint, Optional.empty());
  }

  public Refusal about(TaskId id) {
    return new Refusal(code, message, hint, Optional.of(id));
  }

  @Override
  public String toString() {
    return code.word() + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
  }
}
