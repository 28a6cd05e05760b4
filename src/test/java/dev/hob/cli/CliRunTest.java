package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.RunAgain;
import dev.hob.api.RunTask;
import dev.hob.api.TaskReply;
import dev.hob.model.EndStatus;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliRunTest {
  private final Cli cli = new Cli();

  private RunTask asked(String... arguments) {
    Cli.Said said = cli.replies(Told.reply(Told.exited(0))).run(arguments);
    assertEquals(0, said.status(), said.err());
    return cli.hob().asked(RunTask.class);
  }

  private void refused(String code, String... arguments) {
    Cli.Said said = cli.run(arguments);

    assertEquals(64, said.status(), said.err());
    assertTrue(cli.hob().requests().isEmpty());
    assertTrue(json(arguments).out().startsWith("{\"error\":{\"code\":\"" + code + "\""));
  }

  private Cli.Said json(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "--json";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return cli.run(all);
  }

  @Test
  void withoutAnyFlagTheCommandHasWhatTheCallHad() {
    RunTask request = asked("run", "--", "make test | tail");

    assertEquals("make test | tail", request.wish().command());
    assertEquals("/project", request.wish().workdir());
    assertEquals(Optional.of("022"), request.wish().umask());
    assertEquals(
        Optional.of("sample session"),
        request.wish().environment().inherited().value("HOB_SESSION"));
    assertEquals(SampleTasks.SESSION, request.ownership().session());
    assertEquals(Labels.ofRequest(Cli.CALL_ID), request.labels());
    assertEquals(Limits.NONE, request.limits());
    assertInstanceOf(RunTask.Input.Nothing.class, request.wish().input());
    assertTrue(request.notifyOnCompletion());
    assertEquals(Duration.ZERO, cli.hob().asked(Duration.class));
  }

  @Test
  void everyFlagReachesTheRequest() {
    RunTask request =
        asked(
            "run",
            "--label",
            "l",
            "--env",
            "A=1=2",
            "--wait",
            "10s",
            "--timeout",
            "5m",
            "--idle-timeout",
            "90",
            "--name",
            "n",
            "--description",
            "d",
            "--env",
            "B=",
            "--unset",
            "C",
            "--secret",
            "A",
            "--workdir",
            "sub",
            "--shell",
            "/bin/dash",
            "--stdin",
            "open",
            "--merge",
            "--output-cap",
            "32MiB",
            "--grace",
            "200ms",
            "--no-notify",
            "--request-id",
            "r",
            "--owner",
            "o",
            "--session",
            "s",
            "--json",
            "--",
            "a",
            "b c");

    assertEquals("a 'b c'", request.wish().command());
    assertEquals("/project/sub", request.wish().workdir());
    assertEquals(Optional.of("/bin/dash"), request.wish().shell());
    assertEquals(Map.of("A", "1=2", "B", ""), request.wish().environment().set());
    assertEquals(List.of("C"), request.wish().environment().unset());
    assertEquals(Set.of("A"), request.wish().environment().secrets());
    assertInstanceOf(RunTask.Input.Open.class, request.wish().input());
    assertTrue(request.wish().capturing().merged());
    assertEquals(
        new Labels(Optional.of("n"), Optional.of("d"), Optional.of("r")), request.labels());
    assertEquals(Optional.of("l"), request.label());
    assertEquals(
        new Limits(
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofSeconds(90)),
            Optional.of(Duration.ofMillis(200)),
            OptionalLong.of(32 << 20)),
        request.limits());
    assertFalse(request.notifyOnCompletion());
    assertEquals("s", request.ownership().session().value());
    assertEquals(Optional.of("o"), request.ownership().owner());
    assertEquals(Duration.ofSeconds(10), cli.hob().asked(Duration.class));
  }

  @Test
  void theFirstWordEndsTheFlags() {
    assertEquals(
        "make -j4 --wait", asked("run", "--merge", "make", "-j4", "--wait").wish().command());
    assertEquals("make -- test", asked("run", "make", "--", "test").wish().command());
    assertEquals("ls --help --json", asked("run", "ls", "--help", "--json").wish().command());
    assertEquals(
        "@file '${x}' '\"q\"'", asked("run", "--", "@file", "${x}", "\"q\"").wish().command());
  }

  @Test
  void jsonThatBelongsToTheCommandIsNotMeantForHob() {
    Cli.Said said = cli.run("run", "ls", "--json");

    assertEquals(66, said.status());
    assertEquals("", said.out());
  }

  @Test
  void flagsOfTheSessionMayStandBeforeTheVerb() {
    RunTask request = asked("--session", "s", "--owner", "o", "run", "ls");

    assertEquals("s", request.ownership().session().value());
    assertEquals(Optional.of("o"), request.ownership().owner());
    assertEquals("list", asked("--session", "list", "run", "ls").ownership().session().value());
    assertEquals("s", asked("run", "--session=s", "ls").ownership().session().value());
  }

  @ParameterizedTest
  @CsvSource({
    "., /project",
    "sub/., /project/sub",
    "/else, /else",
    "../x, /project/../x",
    "ü n, /project/ü n"
  })
  void theFolderIsMeantFromTheCallsFolder(String said, String meant) {
    assertEquals(meant, asked("run", "--workdir", said, "ls").wish().workdir());
  }

  @Test
  void itsInputMayBeTheCallersOrAFile() {
    cli.reading("ü\n\0");
    RunTask.Input own = asked("run", "--stdin", "-", "cat").wish().input();
    RunTask.Input file = asked("run", "--stdin", "a b", "cat").wish().input();

    assertEquals("ü\n\0", new String(((RunTask.Input.Bytes) own).bytes(), StandardCharsets.UTF_8));
    assertEquals(new RunTask.Input.File("/project/a b"), file);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    refused("bad_request", "run");
    refused("bad_request", "run", "--");
    refused("bad_request", "run", "--wait", "-5", "ls");
    refused("bad_request", "run", "--wait", "soon", "ls");
    refused("bad_request", "run", "--output-cap", "1KB", "ls");
    refused("bad_request", "run", "--wait");
    refused("bad_request", "run", "--name", "a", "--name", "b", "ls");
    refused("bad_request", "run", "--notify", "--no-notify", "ls");
    refused("bad_request", "run", "--session", " ", "ls");
    refused("bad_env", "run", "--env", "A", "ls");
    refused("bad_env", "run", "--env", "=A", "ls");
    refused("bad_env", "run", "--env", "A=", "--unset", "A", "ls");
    refused("bad_workdir", "run", "--workdir", "a\0b", "ls");
    refused("bad_request", "run", "--rows", "0", "ls");
    refused("bad_request", "run", "--pty", "--cols", "many", "ls");
  }

  @Test
  void whoIsInAFolderThatIsGoneIsToldSo() {
    cli.in("");
    String said = "hob: the folder you are in is gone\nhob: give --workdir\n";

    assertEquals(new Cli.Said(64, "", said), cli.run("run", "ls"));
    assertEquals(new Cli.Said(64, "", said), cli.run("run", "--workdir", "sub", "ls"));
    assertEquals("/tmp", asked("run", "--workdir", "/tmp", "ls").wish().workdir());
  }

  @Test
  void aNamesakeThatRunsAlreadyIsNotTakenForANewStart() {
    TaskReply there = new TaskReply(Told.running(), true, List.of(), Optional.empty());
    String said = "hob: " + Told.ID + " of that name is running already; nothing was started\n";

    assertEquals(
        new Cli.Said(0, Told.ID + "\n", said), cli.replies(there).run("run", "--name", "n", "ls"));
    assertEquals(
        new Cli.Said(0, Told.ID + "\n", said),
        cli.atTerminal(80).replies(there).run("run", "--name", "n", "ls"));
    cli.piped();
    assertEquals("", cli.replies(there).run("run", "--name", "n", "--json", "ls").err());
    assertEquals("", cli.replies(there).run("run", "--request-id", "r", "ls").err());
    assertTrue(
        cli.replies(there).run("run", "--wait", "1", "--name", "n", "ls").err().startsWith(said));
  }

  @Test
  void aSecretHasItsValueFromTheCallersEnvironment() {
    cli.with("TOKEN", "x");

    assertEquals(
        Set.of("TOKEN"), asked("run", "--secret", "TOKEN", "ls").wish().environment().secrets());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 255})
  void itExitsAsTheCommandDidThatItWaitedFor(int code) {
    Cli.Said said =
        cli.replies(Told.reply(Told.exited(code), "out\n", "err\n"))
            .run("run", "--wait", "1s", "x");

    assertEquals(new Cli.Said(code, "out\n", "err\n"), said);
  }

  @Test
  void theOtherEndsHaveStatusesOfTheirOwn() {
    assertEquals(137, status(EndStatus.KILLED, new Outcome.Signaled(9, false)));
    assertEquals(139, status(EndStatus.FAILED, new Outcome.Signaled(11, true)));
    assertEquals(124, status(EndStatus.TIMED_OUT, new Outcome.Signaled(15, false)));
    assertEquals(125, status(EndStatus.FAILED, new Outcome.NeverStarted("no such folder")));
    assertEquals(125, status(EndStatus.LOST, new Outcome.Lost(Outcome.Lost.REBOOT)));
    assertEquals(1, status(EndStatus.FAILED, Outcome.Exited.with(256)));
    assertEquals(0, status(EndStatus.KILLED, Outcome.Exited.with(0)));
  }

  private int status(EndStatus status, Outcome outcome) {
    return cli.replies(Told.reply(Told.ended(status, outcome)))
        .run("run", "--wait", "1", "x")
        .status();
  }

  @Test
  void againStartsTheSameTaskWithTheEnvironmentOfThisCall() {
    cli.replies(Told.reply(Told.running()));

    assertEquals(
        "t1a2b3c4d5\n",
        cli.run("again", "t9", "--wait", "0").out().lines().findFirst().orElseThrow() + "\n");
    RunAgain request = cli.hob().asked(RunAgain.class);
    assertEquals(Optional.of("t9"), request.which().id());
    assertEquals(Optional.of(Cli.CALL_ID), request.requestId());
    assertEquals(Optional.of("sample session"), request.environment().value("HOB_SESSION"));
  }

  @Test
  void whatIsPrintedOfACommandIsFrozen() throws IOException {
    cli.replies(Told.reply(Told.running())).run("run", "make test");
    cli.replies(Told.reply(Told.running())).run("run", "--json", "make test");
    cli.replies(Told.reply(Told.running(), "so far\n", "")).run("run", "--wait", "1s", "x");
    cli.replies(Told.reply(Told.exited(3), "out", "err\n")).run("run", "--wait", "1s", "x");
    cli.replies(Told.reply(Told.full())).run("run", "--wait", "1s", "x");
    cli.replies(TaskReply.of(Told.exited(0)).with(Told.cutOutput("the end\n")))
        .run("run", "--wait", "1s", "x");
    cli.replies(
            Told.reply(Told.ended(EndStatus.FAILED, new Outcome.NeverStarted("no such folder"))))
        .run("run", "--wait", "1s", "x");
    cli.atTerminal(80).replies(Told.reply(Told.running())).run("run", "make test");
    cli.replies(new TaskReply(Told.running(), true, List.of(), Optional.empty()))
        .run("run", "--name", "n", "make test");
    cli.replies(Told.reply(Told.exited(0), "\u001b[2Jout\n", "\u0007"))
        .run("run", "--wait", "1", "x");
    cli.run("run", "--wait", "soon", "x");

    Golden.check("run", cli.transcript());
  }
}
