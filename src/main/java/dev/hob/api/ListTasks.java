package dev.hob.api;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks are there? Newest first.
 *
 * @param statuses their words; none: all of them
 * @param since made then or later
 * @param next of the page before
 */
public record ListTasks(
    Scope scope,
    Set<String> statuses,
    Optional<String> label,
    Optional<Instant> since,
    int limit,
    Optional<String> next) {
  public static final int USUAL = 50;
  public static final int MOST = 1000;

  public ListTasks {
    statuses = Set.copyOf(statuses);
  }

  public static ListTasks of(Scope scope) {
    return new ListTasks(
        scope, Set.of(), Optional.empty(), Optional.empty(), USUAL, Optional.empty());
  }
}
