package dev.hob.api;

import java.time.Duration;
import java.util.List;

/**
 * Until tasks have ended. The waiting is bounded and never ends a task.
 *
 * @param ids none: every task of the session that has not ended
 * @param any one is enough
 */
public record WaitForTasks(Caller caller, List<String> ids, boolean any, Duration longest) {
  public WaitForTasks {
    ids = List.copyOf(ids);
  }
}
