package dev.hob.cli;

import dev.hob.model.TaskState;

/** How a task stands, in words that are safe on a screen. */
final class EndWords {
  private EndWords() {}

  static String of(TaskState state) {
    return Plain.line(dev.hob.model.EndWords.of(state));
  }
}
