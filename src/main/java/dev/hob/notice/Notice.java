package dev.hob.notice;

import dev.hob.model.NoticeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that is to be told to a session, once.
 *
 * @param owner the agent of the session whose task it is
 * @param since when it happened
 */
public record Notice(NoticeId id, Optional<String> owner, Instant since, Matter matter) {}
