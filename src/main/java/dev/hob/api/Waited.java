package dev.hob.api;

import java.util.List;

/**
 * What had become of the tasks when the waiting was over.
 *
 * @param satisfied what was waited for has come
 */
public record Waited(List<TaskReply> tasks, boolean satisfied) {
  public Waited {
    tasks = List.copyOf(tasks);
  }
}
