package dev.hob.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hob.model.ProjectKey;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first rule that applies says whose call it is. */
class CallersTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "CLAUDE_CODE_SESSION_ID", "claude-code",
          "CODEX_THREAD_ID", "codex",
          "OPENCODE_SESSION_ID", "opencode",
          "GEMINI_SESSION_ID", "gemini",
          "PI_SESSION_ID", "pi");

  private static final List<String> IN_ORDER =
      List.of(
          "CLAUDE_CODE_SESSION_ID",
          "CODEX_THREAD_ID",
          "OPENCODE_SESSION_ID",
          "GEMINI_SESSION_ID",
          "PI_SESSION_ID");

  @TempDir private Path temp;
  private Path project;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(temp.toRealPath().resolve("project"));
    Files.createDirectory(project.resolve(".git"));
    Files.createDirectories(project.resolve("src/deep"));
  }

  private static Result<Caller> found(
      Optional<String> session, String folder, Map<String, String> environment) {
    return Callers.find(
        new Callers.Call(session, Optional.of("agent"), folder),
        name -> Optional.ofNullable(environment.get(name)));
  }

  private static Caller find(String folder, Map<String, String> environment) {
    return found(Optional.empty(), folder, environment).orElseThrow();
  }

  private static Caller in(Path folder) {
    return find(folder.toString(), Map.of());
  }

  @Test
  void eachRuleIsBeatenByThoseBeforeIt() {
    Map<String, String> environment = new HashMap<>();
    assertEquals("project:" + project, find(project.toString(), environment).session().value());
    for (int i = IN_ORDER.size() - 1; i >= 0; i--) {
      environment.put(IN_ORDER.get(i), "by " + IN_ORDER.get(i));

      Caller caller = find(project.toString(), environment);

      assertEquals("by " + IN_ORDER.get(i), caller.session().value());
      assertEquals(VARIABLES.get(IN_ORDER.get(i)), caller.own().harness());
      assertEquals(Caller.Rule.VARIABLE, caller.rule());
    }
    environment.put("HOB_SESSION", "own");
    assertEquals("own", find(project.toString(), environment).session().value());
    assertEquals(Caller.Rule.SAID, find(project.toString(), environment).rule());

    Caller said = found(Optional.of("said"), project.toString(), environment).orElseThrow();

    assertEquals("said", said.session().value());
    assertEquals(Caller.Rule.SAID, said.rule());
    assertEquals(Optional.of("agent"), said.own().owner());
    assertEquals(ProjectKey.of(project.toString()), said.own().projectKey());
  }

  /** Each rule that has something to say, with all those below it. */
  @Test
  void theRulesAreTriedInTheOrderInWhichTheyStand() {
    Map<String, String> nothing = Map.of();
    Map<String, String> variable = Map.of("CODEX_THREAD_ID", "by variable");
    Map<String, String> own = Map.of("CODEX_THREAD_ID", "by variable", "HOB_SESSION", "own");
    Optional<String> unnamed = Optional.empty();

    assertEquals(
        List.of(
            "said said",
            "said own",
            "registered by ancestor",
            "variable by variable",
            "project project:" + project),
        List.of(
            rule(Optional.of("said"), own, true),
            rule(unnamed, own, true),
            rule(unnamed, variable, true),
            rule(unnamed, variable, false),
            rule(unnamed, nothing, false)));
    assertEquals("registered by ancestor", rule(unnamed, nothing, true));
  }

  private String rule(
      Optional<String> session, Map<String, String> environment, boolean isRegistered) {
    Optional<SessionKey> registered =
        isRegistered ? Optional.of(new SessionKey("by ancestor")) : Optional.empty();
    Caller caller = registered(session, environment, () -> registered).orElseThrow();
    return caller.rule().word() + " " + caller.session().value();
  }

  private Result<Caller> registered(
      Optional<String> session,
      Map<String, String> environment,
      Supplier<Optional<SessionKey>> registered) {
    return Callers.find(
        new Callers.Call(session, Optional.of("agent"), project.toString()),
        name -> Optional.ofNullable(environment.get(name)),
        registered);
  }

  @Test
  void whoNamesASessionNeedsNoLookAtProcesses() {
    Supplier<Optional<SessionKey>> look =
        () -> {
          throw new AssertionError("looked");
        };

    assertEquals(
        Caller.Rule.SAID, registered(Optional.of("said"), Map.of(), look).orElseThrow().rule());
    assertEquals(
        Caller.Rule.SAID,
        registered(Optional.empty(), Map.of("HOB_SESSION", "own"), look).orElseThrow().rule());
    assertEquals(
        RefusalCode.BAD_REQUEST,
        ((Result.Refused<Caller>) registered(Optional.of(" "), Map.of(), look)).refusal().code());
  }

  @Test
  void theHarnessOfARegisteredSessionIsTheOneWhoseVariableNamesIt() {
    Map<String, String> both = Map.of("CLAUDE_CODE_SESSION_ID", "outer", "GEMINI_SESSION_ID", "it");
    Supplier<Optional<SessionKey>> it = () -> Optional.of(new SessionKey("it"));
    Supplier<Optional<SessionKey>> another = () -> Optional.of(new SessionKey("another"));

    Caller known = registered(Optional.empty(), both, it).orElseThrow();
    Caller unknown = registered(Optional.empty(), both, another).orElseThrow();

    assertEquals("gemini", known.own().harness());
    assertEquals(Optional.of("agent"), known.own().owner());
    assertEquals(ProjectKey.of(project.toString()), known.own().projectKey());
    assertEquals("", unknown.own().harness());
  }

  @Test
  void blankVariablesSayNothing() {
    Map<String, String> environment =
        Map.of("HOB_SESSION", "", "CLAUDE_CODE_SESSION_ID", " \t", "PI_SESSION_ID", "pi-7");

    assertEquals("pi-7", find(project.toString(), environment).session().value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "long"})
  void aSessionThatIsNamedAndCannotBeOneIsRefusedAndNotGuessed(String named) {
    String session = named.equals("long") ? "x".repeat(SessionKey.MAX_LENGTH + 1) : named;

    Result<Caller> caller =
        found(Optional.of(session), project.toString(), Map.of("HOB_SESSION", "other"));

    assertEquals(RefusalCode.BAD_REQUEST, ((Result.Refused<Caller>) caller).refusal().code());
  }

  @Test
  void theProjectIsTheNearestRepositoryUpwards() throws IOException {
    Path inner = Files.createDirectories(project.resolve("vendor/inner"));
    Files.createDirectory(inner.resolve(".git"));

    assertEquals(in(project).own(), in(project.resolve("src/deep")).own());
    assertEquals(Optional.of(project.toString()), in(project).own().projectRoot());
    assertEquals(Optional.of(inner.toString()), in(inner).own().projectRoot());
    assertEquals(Caller.Rule.PROJECT, in(project).rule());
  }

  @Test
  void aSecondWorkingTreeIsAProjectOfItsOwn() throws IOException {
    Path tree = Files.createDirectories(temp.toRealPath().resolve("tree"));
    Path folder = Files.createDirectory(tree.resolve("src"));
    Files.writeString(tree.resolve(".git"), "gitdir: " + project + "/.git/worktrees/t");

    assertEquals("project:" + tree, in(folder).session().value());
  }

  @Test
  void aFolderWithoutRepositoryStandsForItself() throws IOException {
    Path alone = Files.createDirectory(temp.toRealPath().resolve("alone"));

    assertEquals("project:" + alone, in(alone).session().value());
    assertEquals(Optional.empty(), in(alone).own().projectRoot());
    assertEquals(ProjectKey.of(alone.toString()), Callers.project(alone.toString()));
  }

  @Test
  void oneProjectUnderTwoNamesIsOne() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), project);

    assertEquals(in(project).own(), in(link.resolve("src")).own());
    assertEquals(in(project).own(), in(project.resolve("src/../src/.")).own());
  }

  @Test
  void aFolderThatIsGoneBelongsToTheProjectThatItWasIn() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), project);

    assertEquals(in(project).own(), in(project.resolve("gone/deeper")).own());
    assertEquals(in(project).own(), in(link.resolve("gone/deeper")).own());
    assertEquals(in(project).own(), in(project.resolve("gone/../src")).own());
  }

  @Test
  void aFolderThatIsGoneHasTheNameThatItHad() throws IOException {
    Path alone = Files.createDirectory(temp.toRealPath().resolve("alone"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), alone);
    Path folder = Files.createDirectory(link.resolve("folder"));
    Caller before = in(folder);

    Files.delete(folder);

    assertEquals(before, in(folder));
  }

  /** The daemon has a folder of its own, which is nobody's. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "src", "../x", "nul\0nul", "half \ud83d", "\n"})
  void aFolderThatIsNoneNeverIsTheDaemons(String folder) {
    Caller caller = find(folder, Map.of());

    assertEquals("project:" + folder, caller.session().value());
    assertEquals(Optional.empty(), caller.own().projectRoot());
    assertNotEquals(in(Path.of("").toAbsolutePath()).own().projectKey(), caller.own().projectKey());
  }

  @Test
  void aFolderOfManyPartsIsNoTrouble() {
    String deep = project + "/a".repeat(1000);

    assertEquals(in(project).own(), find(deep, Map.of()).own());
    assertEquals(
        "said",
        found(Optional.of("said"), "/a".repeat(100_000), Map.of()).orElseThrow().session().value());
  }
}
