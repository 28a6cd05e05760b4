package dev.hob.api;

import dev.hob.model.SessionKey;

/**
 * The session is over, until it is registered again.
 *
 * @param kill its tasks too
 */
public record EndSession(SessionKey session, boolean kill) {}
