package dev.hob.api;

import dev.hob.model.SessionKey;
import java.util.List;
import java.util.Optional;

/**
 * A session in a list.
 *
 * @param harness empty where unknown
 * @param successor to whom it was handed over
 * @param pids of the processes that speak for it
 * @param live how many of its tasks have not ended
 * @param endedTasks how many have, and are still there
 * @param untold how many notices nobody was told yet
 */
public record SessionRow(
    SessionKey session,
    String harness,
    boolean ended,
    Optional<SessionKey> successor,
    List<Long> pids,
    int live,
    int endedTasks,
    int untold) {
  public SessionRow {
    pids = List.copyOf(pids);
  }
}
