package dev.hob.model;

import java.util.Optional;

/**
 * How callers find the task again.
 *
 * @param name unique among the live tasks of a session
 * @param requestId with it a repeated start finds the first one
 */
public record Labels(
    Optional<String> name, Optional<String> description, Optional<String> requestId) {
  public static final Labels NONE =
      new Labels(Optional.empty(), Optional.empty(), Optional.empty());

  public static Labels ofRequest(String requestId) {
    return new Labels(Optional.empty(), Optional.empty(), Optional.of(requestId));
  }
}
