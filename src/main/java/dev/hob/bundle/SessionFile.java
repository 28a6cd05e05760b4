package dev.hob.bundle;

import dev.hob.model.SessionKey;
import java.time.Instant;
import java.util.Optional;

/** What a session's folder says of the session: the folder's own name is only a hash. */
public record SessionFile(
    SessionKey session, String harness, Optional<String> projectRoot, Instant createdAt) {}
