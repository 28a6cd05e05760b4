package dev.hob.api;

import java.util.Optional;

/**
 * The task that is meant.
 *
 * @param id whole, or a beginning that only one task has; empty: the latest of the caller's session
 */
public record WhichTask(Caller caller, Optional<String> id) {
  public static WhichTask of(Caller caller, String id) {
    return new WhichTask(caller, Optional.of(id));
  }
}
