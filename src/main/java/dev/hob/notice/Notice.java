package dev.hob.notice;

import dev.hob.bundle.BundleName;
import dev.hob.model.NoticeId;
import dev.hob.model.SessionHash;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that is to be told to a session, once.
 *
 * @param session the task's own, whoever is told
 * @param owner the agent of the session whose task it is
 * @param since when it happened
 */
public record Notice(
    NoticeId id, SessionHash session, Optional<String> owner, Instant since, Matter matter) {

  /** The task that it is about. */
  public BundleName task() {
    return new BundleName(session, id.task());
  }
}
