package dev.hob.model;

import java.util.Optional;

/**
 * Whose task it is.
 *
 * @param harness the agent program; empty where unknown
 * @param owner the agent or sub-agent within the session
 */
public record Ownership(
    SessionKey session,
    String harness,
    Optional<String> projectRoot,
    ProjectKey projectKey,
    Optional<String> owner) {}
