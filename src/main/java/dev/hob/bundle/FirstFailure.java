package dev.hob.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets all steps be tried, and then throws the first failure with the others attached. */
final class FirstFailure {
  private final List<IOException> failures = new ArrayList<>();

  /** One step. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  void tryTo(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      failures.add(e);
    }
  }

  void throwIfAny() throws IOException {
    if (failures.isEmpty()) {
      return;
    }
    IOException first = failures.get(0);
    failures.subList(1, failures.size()).forEach(first::addSuppressed);
    throw first;
  }
}
