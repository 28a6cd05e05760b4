package dev.hob.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Until tasks have ended, or something else has become true of them. The waiting is bounded and
 * never ends a task.
 *
 * @param ids none: every task of the session that has not ended
 * @param any one is enough
 * @param until what is waited for; absent: their ends. A task that ends is not waited for any more
 */
public record WaitForTasks(
    Caller caller, List<String> ids, boolean any, Duration longest, Optional<Until> until) {
  public WaitForTasks {
    ids = List.copyOf(ids);
  }

  public WaitForTasks(Caller caller, List<String> ids, boolean any, Duration longest) {
    this(caller, ids, any, longest, Optional.empty());
  }

  /** What is to become true of a task. */
  public sealed interface Until {

    record Goal(WatchTask.Watched what) implements Until {}

    /** The watch that decides so says that it is ready. */
    record Ready() implements Until {}
  }
}
