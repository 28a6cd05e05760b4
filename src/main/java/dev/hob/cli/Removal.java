package dev.hob.cli;

import dev.hob.api.Removed;
import dev.hob.model.Refusal;
import dev.hob.model.TaskId;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of tasks that were removed: by rm and by clear. */
final class Removal {
  /** Of more, nobody reads the ids. */
  private static final int MOST_NAMED = 10;

  private Removal() {}

  static int tell(Console console, Removed removed) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.removed(removed));
    } else {
      console.print(line(removed) + "\n");
      removed.refused().forEach(console::refuse);
    }
    return removed.refused().stream()
        .map(Refusal::code)
        .mapToInt(it -> it.exitStatus())
        .max()
        .orElse(ExitStatus.DONE);
  }

  private static String line(Removed removed) {
    if (removed.tasks().isEmpty()) {
      return "nothing removed";
    }
    return "removed " + names(removed.tasks()) + "; freed " + Sizes.shown(removed.bytes());
  }

  private static String names(List<TaskId> tasks) {
    return tasks.size() > MOST_NAMED
        ? tasks.size() + " tasks"
        : tasks.stream().map(TaskId::value).collect(Collectors.joining(", "));
  }
}
