package dev.hob.api;

import dev.hob.model.Refusal;
import dev.hob.model.TaskId;
import java.util.List;

/**
 * What was removed.
 *
 * @param bytes that it took on the disk
 * @param refused why others were not
 */
public record Removed(List<TaskId> tasks, long bytes, List<Refusal> refused) {
  public Removed {
    tasks = List.copyOf(tasks);
    refused = List.copyOf(refused);
  }
}
