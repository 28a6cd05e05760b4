package dev.hob.cli;

import dev.hob.api.Callers;
import dev.hob.api.Scope;
import dev.hob.model.ProjectKey;
import dev.hob.model.RefusalCode;
import dev.hob.model.SessionKey;
import java.util.Optional;

/** Whose tasks are meant: the own session's in all projects, where nothing else is said. */
final class Scopes {
  private static final String PROJECT = "--project";
  private static final String EVERYWHERE = "--everywhere";

  private Scopes() {}

  static VerbSpec flags(VerbSpec spec) {
    return spec.value(PROJECT, "P", "Of this project: its folder or its key; of all sessions.")
        .flag(EVERYWHERE, "Of all sessions and projects.");
  }

  /** Whether more is meant than the own session. */
  static boolean areWide(Flags flags) {
    return flags.has(EVERYWHERE) || flags.has(PROJECT);
  }

  static Scope of(Call call) throws RefusedException {
    Flags flags = call.flags();
    flags.onlyOneOf(EVERYWHERE, PROJECT);
    flags.onlyOneOf(EVERYWHERE, "--session");
    if (flags.has(EVERYWHERE)) {
      return Scope.EVERYWHERE;
    }
    Optional<ProjectKey> project = project(call);
    boolean allSessions = project.isPresent() && !flags.has("--session");
    Optional<SessionKey> session =
        allSessions ? Optional.empty() : Optional.of(call.caller().session());
    return new Scope(session, project);
  }

  private static Optional<ProjectKey> project(Call call) throws RefusedException {
    Optional<String> said = call.flags().text(PROJECT);
    if (said.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ProjectKey.isValid(said.get())
            ? new ProjectKey(said.get())
            : Callers.project(call.path(said.get(), RefusalCode.BAD_REQUEST)));
  }
}
