package dev.hob.api;

import dev.hob.model.ProjectKey;
import dev.hob.model.SessionKey;
import java.util.Optional;

/** Whose tasks are meant. Where neither is named, everybody's. */
public record Scope(Optional<SessionKey> session, Optional<ProjectKey> project) {
  public static final Scope EVERYWHERE = new Scope(Optional.empty(), Optional.empty());

  public static Scope of(SessionKey session) {
    return new Scope(Optional.of(session), Optional.empty());
  }

  public static Scope of(ProjectKey project) {
    return new Scope(Optional.empty(), Optional.of(project));
  }
}
