package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.RunTask;
import dev.hob.bundle.Bundle;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Way;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.TaskRecord;
import dev.hob.model.Usage;
import dev.hob.output.Bounds;
import dev.hob.output.Interleaved;
import dev.hob.output.PlainStream;
import dev.hob.output.StoredStream;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.pipe.PipeLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command is given, and what it says. */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class CaptureIT {
  private final Form form;
  @TempDir private Path temp;
  private TestEngine engine;

  CaptureIT(Form form) {
    this.form = form;
  }

  @BeforeEach
  void open() {
    engine = TestEngine.in(temp, form.options());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static RunTask captured(String command, Capturing capturing) {
    return RunTask.of(
        TestEngine.OWNERSHIP,
        RunTask.Wish.of(command, "/tmp", TestEngine.environment()).captured(capturing));
  }

  @ParameterizedTest
  @EnumSource
  void bothStreamsAreKeptApartAndWhole(Way way) {
    TaskRecord task =
        engine.run(
            captured(
                "seq 1 20000; seq 20001 40000 >&2; printf 'no newline'", Capturing.of(way, way)));

    assertEquals(numbers(1, 20_000) + "no newline", engine.stdout(task));
    assertEquals(numbers(20_001, 40_000), engine.stderr(task));
    assertEquals(
        Map.of(
            CaptureStream.STDOUT,
            (long) engine.stdout(task).length(),
            CaptureStream.STDERR,
            (long) engine.stderr(task).length()),
        task.remains().output().bytes());
  }

  private static String numbers(int from, int to) {
    StringBuilder numbers = new StringBuilder();
    for (int i = from; i <= to; i++) {
      numbers.append(i).append('\n');
    }
    return numbers.toString();
  }

  @ParameterizedTest
  @EnumSource
  void mergedOutputHasTheExactOrder(Way way) {
    TaskRecord task =
        engine.run(
            captured(
                "for i in $(seq 500); do echo out $i; echo err $i >&2; done",
                Capturing.merged(way)));

    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 500; i++) {
      expected.append("out ").append(i).append("\nerr ").append(i).append('\n');
    }
    assertEquals(expected.toString(), engine.stdout(task));
    assertFalse(
        Files.exists(engine.store().bundle(TestEngine.name(task)).capture(CaptureStream.STDERR)));
  }

  @Test
  void aCommandThatOpensItsStderrAnewLosesNothingWhenPumped() {
    TaskRecord task =
        engine.run(
            captured(
                "echo first >&2; echo second > /dev/stderr; echo x | tee /dev/stderr; echo third >&2",
                Capturing.of(Way.PUMPED, Way.PUMPED)));

    assertEquals("first\nsecond\nx\nthird\n", engine.stderr(task));
    assertEquals("x\n", engine.stdout(task));
    assertEquals(List.of(), task.remains().output().gaps());
  }

  @Test
  void aCommandThatBecomesItsStdoutAnewLosesNothingWhenPumped() {
    TaskRecord task =
        engine.run(
            captured(
                "echo one; exec > /dev/stdout; echo two; echo three > /dev/stdout; echo four",
                Capturing.merged(Way.PUMPED)));

    assertEquals("one\ntwo\nthree\nfour\n", engine.stdout(task));
  }

  /**
   * Direct capture cannot prevent it; that it is told needs a look between write and truncation.
   */
  @Test
  void whatACommandErasesIsToldWithItsPlaceWhenDirect() throws IOException {
    Path seen = temp.resolve("seen");
    TaskRecord task =
        engine.start(
            captured(
                "echo first >&2; until [ -e "
                    + seen
                    + " ]; do sleep 0.02; done; "
                    + "echo x > /dev/stderr; echo third >&2",
                Capturing.of(Way.DIRECT, Way.DIRECT)));
    TestEngine.awaitThat(() -> engine.stderr(task).equals("first\n"), () -> "nothing was said");
    awaitTwoLooks();
    Files.createFile(seen);
    TaskRecord ended = engine.end(task);

    assertEquals("x\nthird\n", engine.stderr(task));
    assertEquals(
        List.of(new Gap(CaptureStream.STDERR, 0, 6, Gap.TRUNCATED)),
        ended.remains().output().gaps());
    assertEquals(14L, ended.remains().output().bytes().get(CaptureStream.STDERR));
  }

  /** Another task's silence is noticed by the same looks. */
  private void awaitTwoLooks() {
    TaskRecord other =
        engine.run(
            TestEngine.request("sleep 600")
                .limited(
                    new Limits(
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(400)),
                        Optional.empty(),
                        OptionalLong.empty())));
    assertEquals("timed_out", other.state().word());
  }

  @Test
  void aCommandOfAHundredKilobytesArrivesUnchanged() {
    String text = "'\"\\$`\n\tü世🐙 ".repeat(6000);
    assertTrue(text.getBytes(StandardCharsets.UTF_8).length > 100_000);
    TaskRecord task = engine.run("cat <<'END'\n" + text + "\nEND");

    assertEquals(text + "\n", engine.stdout(task));
  }

  @Test
  void aCommandThatIsTooLongForAnArgumentRunsFromAFile() throws IOException {
    String text = "x".repeat(1_000_000);
    TaskRecord task = engine.run("cat <<'END'\n" + text + "\nEND\nexit 3");

    assertEquals(Outcome.Exited.with(3), TestEngine.ended(task).outcome());
    assertEquals(text + "\n", engine.stdout(task));
    Path script = engine.store().bundle(TestEngine.name(task)).script();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(script)));
  }

  @Test
  void nothingIsInheritedButTheThreeStreamsAndNoSignalIsIgnored() {
    TaskRecord task =
        engine.run(
            captured(
                "ls /proc/self/fd; grep -E 'Sig(Ign|Blk)' /proc/self/status",
                Capturing.of(Way.DIRECT, Way.PUMPED)));

    assertEquals(
        "0\n1\n2\n3\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", engine.stdout(task));
  }

  @Test
  void theCommandHasTheCallersEnvironmentFolderAndUmask() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a folder ü"));
    RunTask.Environment environment =
        new RunTask.Environment(
            TestEngine.environment()
                .with(Map.of("KEPT", "two\nlines", "GONE", "x", "HOB_KEEPER", "no")),
            Map.of("SET", "ü=1", "TOKEN", "s3cret-value"),
            List.of("GONE"),
            Set.of("TOKEN"));
    TaskRecord task =
        engine.run(
            RunTask.of(
                TestEngine.OWNERSHIP,
                RunTask.Wish.of(
                        "pwd; umask; echo \"$KEPT|${GONE-gone}|$SET|$TOKEN|${HOB_KEEPER-none}|$HOB_SESSION|$HOB_TASK\"",
                        folder.toString(),
                        TestEngine.environment())
                    .in(environment)
                    .masked("027")));

    assertEquals(
        folder
            + "\n0027\ntwo\nlines|gone|ü=1|s3cret-value|none|"
            + TestEngine.SESSION
            + "|"
            + task.id()
            + "\n",
        engine.stdout(task));
    assertEquals(Map.of("SET", "ü=1"), task.order().command().environment().set());
    assertFalse(bundleHolds(task, "s3cret-value"), "the secret is in a file of the bundle");
  }

  /** The command's own output apart. */
  private boolean bundleHolds(TaskRecord task, String text) throws IOException {
    Path folder = engine.store().bundle(TestEngine.name(task)).folder();
    try (var files = Files.list(folder)) {
      return files
          .filter(it -> !it.toString().endsWith(".stdout"))
          .anyMatch(it -> TestEngine.read(it).contains(text));
    }
  }

  @Test
  void theShellIsTheOneThatWasChosenAndStandsInTheRecord() {
    TaskRecord byDefault = engine.run("echo ${BASH_VERSION+bash}");
    TaskRecord chosen =
        engine.run(
            RunTask.of(
                TestEngine.OWNERSHIP,
                RunTask.Wish.of("echo ${BASH_VERSION-not bash}", "/tmp", TestEngine.environment())
                    .by("/bin/dash")));

    assertEquals("bash\n", engine.stdout(byDefault));
    assertEquals("/usr/bin/bash", byDefault.order().command().shell().orElseThrow());
    assertEquals("not bash\n", engine.stdout(chosen));
    assertEquals("/bin/dash", chosen.order().command().shell().orElseThrow());
  }

  @Test
  void segmentsOfAPipelineThatFailedBehindAnExitZeroAreTold() {
    assertEquals(List.of(3, 0), engine.run("(exit 3) | cat").progress().pipeline());
    assertEquals(List.of(1, 0), engine.run("echo x; false | true").progress().pipeline());
    assertEquals(List.of(), engine.run("true | true").progress().pipeline());
    assertEquals(List.of(), engine.run("false || true").progress().pipeline());
    assertEquals(List.of(), engine.run("false | (exit 4)").progress().pipeline());
    assertEquals(
        Outcome.Exited.with(4), TestEngine.ended(engine.run("false | (exit 4)")).outcome());
  }

  @Test
  void whatABrokenKeeperMayHaveLostIsToldAndTheCommandNoticesNothing() throws IOException {
    Path gate = temp.resolve("gate");
    TaskRecord task = startAndBreakItsKeeper(gate, "echo two >&2");
    Files.createFile(gate);
    TaskRecord ended = engine.end(task);

    assertEquals("completed", ended.state().word());
    assertEquals("one\ntwo\n", engine.stderr(ended));
    assertEquals(
        List.of(OutputGrowth.KEEPER_BROKE),
        ended.remains().output().gaps().stream().map(OutputFacts.Gap::reason).toList());
  }

  @Test
  void aSignalIsToldThoughAKeeperNotedItsLossInTheSameFile() throws IOException {
    Path gate = temp.resolve("gate");
    TaskRecord task = startAndBreakItsKeeper(gate, "kill -9 $$");
    Path claim = engine.store().bundle(TestEngine.name(task)).claim();
    TestEngine.awaitThat(
        () -> TestEngine.read(claim).contains("lost stderr"), () -> TestEngine.read(claim));
    Files.createFile(gate);
    TaskRecord ended = engine.end(task);

    assertEquals(new Outcome.Signaled(9, false), TestEngine.ended(ended).outcome());
    assertEquals(1, ended.remains().output().gaps().size());
  }

  @Test
  void theNoteOfAPipelineChangesNoExitCode() {
    assertEquals(
        Outcome.Exited.with(0), TestEngine.ended(engine.run("set -e; false | true")).outcome());
    assertEquals(
        Outcome.Exited.with(1),
        TestEngine.ended(engine.run("set -eo pipefail; false | true")).outcome());
  }

  @Test
  void variablesWhoseNamesNoShellKnowsReachTheCommand() {
    RunTask.Wish wish =
        RunTask.Wish.of(
            "printenv a.b; f",
            "/tmp",
            TestEngine.environment()
                .with(Map.of("a.b", "dotted", "BASH_FUNC_f%%", "() { echo function\n}")));

    TaskRecord task = engine.run(RunTask.of(TestEngine.OWNERSHIP, wish));

    assertEquals("dotted\nfunction\n", engine.stdout(task));
  }

  /** By the samples of how long the two were: each line comes well after the one before it. */
  @Test
  void theOrderOfTwoStreamsCanBeToldAfterwards() throws IOException {
    TaskRecord task =
        engine.run(
            "for i in 1 2 3; do echo out $i; sleep 0.5; echo err $i >&2; sleep 0.5; done; echo end");
    Bundle bundle = engine.store().bundle(TestEngine.name(task));
    List<Gap> gaps = task.remains().output().gaps();
    try (StoredStream out =
            PlainStream.whole(bundle.capture(CaptureStream.STDOUT), CaptureStream.STDOUT, gaps);
        StoredStream err =
            PlainStream.whole(bundle.capture(CaptureStream.STDERR), CaptureStream.STDERR, gaps)) {
      assertEquals(
          "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nend\n",
          Interleaved.of(out, err, engine.store().times().read(bundle), Bounds.LOG).last().text());
    }
  }

  /** It has said one line, and says or does the rest when the gate is there. */
  private TaskRecord startAndBreakItsKeeper(Path gate, String rest) {
    TaskRecord task =
        engine.start("echo one >&2; until [ -e " + gate + " ]; do sleep 0.02; done; " + rest);
    TestEngine.awaitThat(() -> engine.stderr(task).equals("one\n"), () -> "no first line");
    ProcessTable table = ProcessTable.ofPlatform();
    List<ProcessFacts> pumping = pumping(task, table);
    assertEquals(1, pumping.size());
    assertTrue(HeldProcess.send(Signal.KILL, pumping.get(0).ref(), table));
    return task;
  }

  private static List<ProcessFacts> pumping(TaskRecord task, ProcessTable table) {
    return table.all().stream()
        .filter(it -> List.of("cat", "hob-keep").contains(it.name()))
        .filter(
            it ->
                table
                    .variables(it.pid(), List.of(PipeLauncher.KEEPER_MARK))
                    .containsValue("stderr:" + task.id()))
        .toList();
  }

  /** A command that is too long for an argument runs from a file, and is noted there. */
  @Test
  void aLongCommandIsToldOfItsPipelineToo() {
    String comment = "# " + "x".repeat(140_000) + "\n";

    assertEquals(List.of(3, 0), engine.run(comment + "(exit 3) | cat").progress().pipeline());
  }

  @Test
  void inputComesFromBytesOrAFileOrNothing() throws IOException {
    Path file = Files.writeString(temp.resolve("in put"), "from a file");

    assertEquals("", engine.stdout(engine.run(reading("cat", new RunTask.Input.Nothing()))));
    assertEquals(
        "given\0bytes",
        engine.stdout(
            engine.run(
                reading(
                    "cat",
                    new RunTask.Input.Bytes("given\0bytes".getBytes(StandardCharsets.UTF_8))))));
    TaskRecord task = engine.run(reading("cat", new RunTask.Input.File(file.toString())));
    assertEquals("from a file", engine.stdout(task));
    assertFalse(Files.exists(engine.store().bundle(TestEngine.name(task)).input()));
  }

  private static RunTask reading(String command, RunTask.Input input) {
    return RunTask.of(
        TestEngine.OWNERSHIP,
        RunTask.Wish.of(command, "/tmp", TestEngine.environment()).reading(input));
  }

  @Test
  void anOpenInputIsWrittenToAndClosedAlsoAfterARestart() {
    TaskRecord task =
        engine.start(
            reading(
                "while read -r line; do echo got $line; done; echo end", new RunTask.Input.Open()));
    assertEquals(4, write(task, "one\n"));
    engine.awaitStdout(task, "got one\n");
    engine.abandon();
    engine = TestEngine.in(temp, form.options());

    assertEquals(4, write(task, "two\n"));
    engine.awaitStdout(task, "got two\n");
    TestEngine.await(engine.engine().closeInput(TestEngine.name(task))).orElseThrow();
    TaskRecord ended = engine.end(task);

    assertEquals("got one\ngot two\nend\n", engine.stdout(task));
    assertEquals("completed", ended.state().word());
    assertFalse(Files.exists(engine.store().bundle(TestEngine.name(task)).input()));
  }

  private int write(TaskRecord task, String text) {
    return TestEngine.await(
            engine.engine().write(TestEngine.name(task), text.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  @Test
  void writingToAClosedOrEndedOrUnopenedInputIsRefused() {
    TaskRecord never = engine.start("sleep 600");
    TaskRecord closed = engine.start(reading("cat; sleep 600", new RunTask.Input.Open()));
    TestEngine.await(engine.engine().closeInput(TestEngine.name(closed))).orElseThrow();
    TaskRecord ended = engine.run("true");

    assertEquals(RefusalCode.STDIN_CLOSED, refusalOfWriting(never));
    assertEquals(RefusalCode.STDIN_CLOSED, refusalOfWriting(closed));
    assertEquals(RefusalCode.TASK_ENDED, refusalOfWriting(ended));
  }

  private RefusalCode refusalOfWriting(TaskRecord task) {
    return TestEngine.await(engine.engine().write(TestEngine.name(task), new byte[] {65}))
        .fold(
            it -> {
              throw new AssertionError("was taken");
            },
            Refusal::code);
  }

  @Test
  void aLargeInputIsTakenAsFastAsItIsRead() {
    TaskRecord task = engine.start(reading("cat", new RunTask.Input.Open()));
    String text = "line of input\n".repeat(50_000);

    assertEquals(text.length(), write(task, text));
    TestEngine.await(engine.engine().closeInput(TestEngine.name(task))).orElseThrow();
    engine.end(task);

    assertEquals(text, engine.stdout(task));
  }

  @Test
  void whatItUsedStandsInTheRecord() {
    TaskRecord task =
        engine.run(
            "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; x=$(head -c 20000000 /dev/zero | tr '\\0' x); sleep 1.5");

    Usage usage = task.progress().usage().orElseThrow();
    assertTrue(usage.user().orElseThrow().toMillis() > 50, usage.toString());
    assertTrue(usage.peakMemoryBytes().orElseThrow() > 10_000_000, usage.toString());
  }
}
