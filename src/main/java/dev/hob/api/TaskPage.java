package dev.hob.api;

import dev.hob.model.TaskRecord;
import java.util.List;
import java.util.Optional;

/**
 * Some tasks.
 *
 * @param next to ask for those that follow; empty on the last page
 * @param counts of all that match, on this page or not
 * @param recovering tasks of an earlier hob are still being read, so some may be missing
 */
public record TaskPage(
    List<TaskRecord> tasks, Optional<String> next, Counts counts, boolean recovering) {
  public TaskPage {
    tasks = List.copyOf(tasks);
  }
}
