package dev.hob.api;

import dev.hob.model.SessionKey;
import dev.hob.model.SessionSource;
import java.util.Optional;

/**
 * From now on the process speaks for the session: so do all that it starts and that do not say
 * otherwise.
 *
 * @param harness the agent program; empty where unknown
 * @param process of the harness; absent where the caller does not know it
 */
public record RegisterSession(
    SessionKey session, String harness, SessionSource source, Optional<ProcessClue> process) {}
