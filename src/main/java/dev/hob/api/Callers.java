package dev.hob.api;

import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds out to which session and project a call belongs. */
public final class Callers {
  /** Each harness names its session in a variable of its own. */
  private static final List<Variable> VARIABLES =
      List.of(
          new Variable("CLAUDE_CODE_SESSION_ID", "claude-code"),
          new Variable("CODEX_THREAD_ID", "codex"),
          new Variable("OPENCODE_SESSION_ID", "opencode"),
          new Variable("GEMINI_SESSION_ID", "gemini"),
          new Variable("PI_SESSION_ID", "pi"));

  private static final String OWN = "HOB_SESSION";

  /** Of a project; what holds it is a folder or, in a second working tree, a file. */
  private static final String REPOSITORY = ".git";

  /** No system takes a longer one; each of its parts would be looked at in vain. */
  private static final int LONGEST_PATH = 4096;

  private static final String PROJECT_SESSION = "project:";

  private Callers() {}

  private record Variable(String name, String harness) {}

  /**
   * What a call says of itself.
   *
   * @param session named in the call
   * @param owner the agent within the session
   * @param folder absolute: where the call was made
   */
  public record Call(Optional<String> session, Optional<String> owner, String folder) {}

  /** As {@link #find(Call, Function, Supplier)}, where no process has registered a session. */
  public static Result<Caller> find(Call call, Function<String, Optional<String>> environment) {
    return find(call, environment, Optional::empty);
  }

  /**
   * The first rule that applies.
   *
   * @param environment of the caller
   * @param registered the session that the caller's nearest registered ancestor speaks for; asked
   *     only where the call does not name one
   */
  public static Result<Caller> find(
      Call call,
      Function<String, Optional<String>> environment,
      Supplier<Optional<SessionKey>> registered) {
    Function<String, Optional<String>> said =
        name -> environment.apply(name).filter(it -> !it.isBlank());
    Optional<String> project = projectOf(call.folder());
    if (call.session().isPresent()) {
      return caller(call, project, call.session().get(), "", Caller.Rule.SAID);
    }
    Optional<String> own = said.apply(OWN);
    if (own.isPresent()) {
      return caller(call, project, own.get(), "", Caller.Rule.SAID);
    }
    Optional<SessionKey> ancestors = registered.get();
    if (ancestors.isPresent()) {
      String session = ancestors.get().value();
      return caller(call, project, session, harnessOf(session, said), Caller.Rule.REGISTERED);
    }
    for (Variable variable : VARIABLES) {
      Optional<String> value = said.apply(variable.name());
      if (value.isPresent()) {
        return caller(call, project, value.get(), variable.harness(), Caller.Rule.VARIABLE);
      }
    }
    String folder = project.orElse(canonical(call.folder()));
    return caller(call, project, PROJECT_SESSION + folder, "", Caller.Rule.PROJECT);
  }

  /** That of the variable that names the same session; a harness within another has both. */
  private static String harnessOf(String session, Function<String, Optional<String>> said) {
    return VARIABLES.stream()
        .filter(variable -> said.apply(variable.name()).equals(Optional.of(session)))
        .map(Variable::harness)
        .findFirst()
        .orElse("");
  }

  private static Result<Caller> caller(
      Call call, Optional<String> project, String session, String harness, Caller.Rule rule) {
    ProjectKey key = ProjectKey.of(project.orElse(canonical(call.folder())));
    return SessionKey.parse(session)
        .map(it -> new Caller(new Ownership(it, harness, project, key, call.owner()), rule));
  }

  /** The key of the project that a folder belongs to. */
  public static ProjectKey project(String folder) {
    return ProjectKey.of(projectOf(folder).orElse(canonical(folder)));
  }

  /** The nearest folder upwards that holds a repository. */
  private static Optional<String> projectOf(String folder) {
    return place(canonical(folder)).stream()
        .flatMap(Callers::upwards)
        .filter(it -> Files.exists(it.resolve(REPOSITORY)))
        .map(Path::toString)
        .findFirst();
  }

  /** What is not absolute would be looked for where this process happens to be. */
  private static Optional<Path> place(String folder) {
    try {
      return Optional.of(folder)
          .filter(it -> it.length() <= LONGEST_PATH)
          .map(Path::of)
          .filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty(); // the command's own refusal names it
    }
  }

  private static Stream<Path> upwards(Path path) {
    return Stream.iterate(path, Objects::nonNull, Path::getParent);
  }

  /** One that is gone has the name that it had: what is left of its way there is followed. */
  private static String canonical(String folder) {
    return place(folder).stream()
        .flatMap(whole -> upwards(whole).flatMap(at -> real(at, at.relativize(whole)).stream()))
        .findFirst()
        .map(Path::toString)
        .orElse(folder);
  }

  private static Optional<Path> real(Path path, Path rest) {
    try {
      return Optional.of(path.toRealPath().resolve(rest).normalize());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
