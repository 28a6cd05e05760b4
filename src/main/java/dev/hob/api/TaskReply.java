package dev.hob.api;

import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import java.util.List;
import java.util.Optional;

/**
 * A task as it is told.
 *
 * @param existing it was there already: a repeated request, or a live one of the wanted name
 * @param survivors what a kill could not end
 */
public record TaskReply(
    TaskRecord task, boolean existing, List<Leftover> survivors, Optional<Output> output) {
  public TaskReply {
    survivors = List.copyOf(survivors);
  }

  public static TaskReply of(TaskRecord task) {
    return new TaskReply(task, false, List.of(), Optional.empty());
  }

  public TaskReply with(Output shown) {
    return new TaskReply(task, existing, survivors, Optional.of(shown));
  }
}
