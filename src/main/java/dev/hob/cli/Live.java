package dev.hob.cli;

import dev.hob.api.ListTasks;
import dev.hob.api.Scope;
import java.util.Optional;
import java.util.Set;

/** Asks for the tasks that have not ended. */
final class Live {
  private static final Set<String> WORDS = Set.of("queued", "starting", "running", "killing");

  private Live() {}

  static ListTasks in(Scope scope) {
    return new ListTasks(
        scope, WORDS, Optional.empty(), Optional.empty(), ListTasks.MOST, Optional.empty());
  }
}
