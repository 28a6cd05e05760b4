package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliGrammarTest {
  private final Cli cli = new Cli();

  static Set<String> verbs() {
    return Grammar.commandLine().getSubcommands().keySet();
  }

  @Test
  void everyVerbHasAPurposeAndAnExample() throws IOException {
    for (String verb : verbs()) {
      cli.run(verb, "--help");
    }

    Golden.check("help-of-verbs", cli.transcript());
  }

  @Test
  void theHelpOfHobIsFrozen() throws IOException {
    cli.run("--help");
    cli.run("help", "wait");
    cli.atTerminal(70).run("help", "wait");
    cli.piped().run("help", "no-such-verb");

    Golden.check("help", cli.transcript());
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerbKnowsJson(String verb) {
    String help = cli.run(verb, "--help").out();

    assertTrue(help.contains("--json"));
    assertTrue(help.lines().allMatch(line -> Plain.columns(line) <= 110), help);
  }

  @Test
  void whatIsNotKnownIsRefusedWithTheNearestName() throws IOException {
    cli.run();
    cli.run("lst");
    cli.run("lst", "--help");
    cli.run("attach", "--help");
    cli.run("list", "word");
    cli.run("kill-everything");
    cli.run("list", "--evrywhere");
    cli.run("list", "--evrywhere", "--json");
    cli.run("run", "--wiat", "1", "ls");
    cli.run("--jsn", "list");
    cli.run("\u001b[2J");
    cli.run("list", "--label");
    cli.run("list", "--label", "--json");
    cli.run("list", "--limit", "1", "--limit", "2");
    cli.run("list", "--json=x");

    Golden.check("unknown", cli.transcript());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "screen t1",
        "attach t1 --read-only",
        "search x",
        "gc",
        "pin t1",
        "reindex",
        "export",
        "import",
        "install",
        "hook"
      })
  void verbsThatComeLaterSaySo(String line) {
    Cli.Said said = cli.run(("--json " + line).split(" "));

    assertEquals(64, said.status());
    assertTrue(said.out().startsWith("{\"error\":{\"code\":\"unsupported\""), said.out());
    assertTrue(said.out().contains("not there yet"));
  }

  @Test
  void jsonMayStandBeforeTheVerbToo() {
    assertEquals("{\"version\":\"1.2.3\"}\n", cli.run("--json", "version").out());
    assertEquals("{\"version\":\"1.2.3\"}\n", cli.run("version", "--json").out());
    assertEquals("hob 1.2.3\n", cli.run("version").out());
    assertEquals("hob 1.2.3\n", cli.run("--version").out());
  }

  @Test
  void theVerbsOfTheDaemonAreLeftToIt() throws IOException {
    cli.run("serve", "--idle-timeout", "1h", "--tcp", "8080");
    cli.run("serve", "--tcp", "65536");
    cli.run("stop");
    cli.run("doctor", "--json");
    cli.run("--session", "s", "doctor");

    Golden.check("daemon", cli.transcript());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stop",
        "doctor",
        "doctor --json",
        "--help",
        "run --help",
        "help",
        "help run",
        "version",
        "--version",
        "completions bash",
        "serve",
        "lst",
        "run --wiat",
        "attach t1",
        ""
      })
  void noDaemonIsStartedFor(String line) {
    assertTrue(HobCommand.startsNoDaemon(words(line)), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run ls", "run -- ls --help", "list", "--json list", "poll", "run", "kill t1"})
  void aDaemonIsStartedFor(String line) {
    assertFalse(HobCommand.startsNoDaemon(words(line)), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write t1 -",
        "write t1 - --close",
        "run --stdin - cat",
        "run --stdin=- cat",
        "--json write t1 -"
      })
  void theCallersInputIsReadBy(String line) {
    assertTrue(HobCommand.needsInput(words(line)), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write t1",
        "--json write t1",
        "write t1 text",
        "write t1 --close",
        "run cat",
        "run -- cat --stdin -",
        "list",
        "write --help",
        "run --stdin",
        "run --stdin null cat",
        "write"
      })
  void theCallersInputIsNotReadBy(String line) {
    assertFalse(HobCommand.needsInput(words(line)), line);
  }

  @Test
  void aTerminalIsReadWhereThatIsSaid() {
    assertTrue(HobCommand.needsInput(words("write t1 -")));
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }

  @Test
  void withoutADaemonTheRefusalIsTold() {
    Refusal refusal = Refusal.of(RefusalCode.DAEMON_UNREACHABLE, "no daemon", "see hob doctor");
    Surroundings alone =
        new Surroundings(
            () -> Result.refused(refusal),
            InstantSource.fixed(Cli.NOW),
            "1",
            cli.surroundings().local());
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status =
        new HobCommand(alone)
            .run(cli.invocation(List.of("list")), OutputStream.nullOutputStream(), err)
            .status();

    assertEquals(69, status);
    assertEquals("hob: no daemon\nhob: see hob doctor\n", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aDefectIsToldWithoutATrace() {
    Surroundings broken =
        new Surroundings(
            () -> {
              throw new IllegalStateException("broken");
            },
            InstantSource.fixed(Cli.NOW),
            "1",
            cli.surroundings().local());
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int status =
        new HobCommand(broken)
            .run(cli.invocation(List.of("list")), OutputStream.nullOutputStream(), err)
            .status();

    assertEquals(74, status);
    assertEquals(2, err.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void completionsKnowTheVerbsAndTheirFlags() {
    for (String shell : List.of("bash", "zsh", "fish")) {
      String script = cli.run("completions", shell).out();

      assertTrue(script.contains("run"), shell);
      assertTrue(script.contains("idle-timeout"), shell);
      assertFalse(script.contains("attach"), shell);
    }
    assertEquals(64, cli.run("completions", "tcsh").status());
  }
}
