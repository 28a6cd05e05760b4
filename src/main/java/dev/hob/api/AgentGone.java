package dev.hob.api;

import dev.hob.model.SessionKey;

/**
 * An agent within a session will never ask again; the session goes on.
 *
 * @param owner as it is named in what it started
 */
public record AgentGone(SessionKey session, String owner) {}
