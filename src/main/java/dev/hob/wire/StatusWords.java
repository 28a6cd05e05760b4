package dev.hob.wire;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The words for the states that tasks can be asked for by: a list of others would be empty. */
public final class StatusWords {
  public static final List<String> ALL =
      List.of(
          "queued",
          "starting",
          "running",
          "killing",
          "completed",
          "failed",
          "killed",
          "timed_out",
          "lost");

  private StatusWords() {}

  public static Result<Set<String>> known(Collection<String> words) {
    return words.stream()
        .filter(it -> !ALL.contains(it))
        .findFirst()
        .<Result<Set<String>>>map(StatusWords::unknown)
        .orElseGet(() -> Result.ok(Set.copyOf(words)));
  }

  private static Result<Set<String>> unknown(String word) {
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "there is no status " + Shown.text(word),
            "there are " + String.join(", ", ALL)));
  }
}
