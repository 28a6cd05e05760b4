package dev.hob.api;

import dev.hob.model.SessionKey;

/** An agent of the session calls no more: what it was not told goes to the session. */
public record AgentGone(SessionKey session, String owner) {}
