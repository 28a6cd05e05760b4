package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.RunTask;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.EndStatus;
import dev.hob.model.EndedBy;
import dev.hob.model.Outcome;
import dev.hob.model.OutputFacts.Drained;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskProgress;
import dev.hob.model.TaskRecord;
import dev.hob.model.WriteOutcome;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks in a terminal: their output is whole, what is typed arrives once, and nobody is hung up.
 */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class TerminalIT {
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  private final Form form;
  @TempDir private Path temp;
  private TestEngine engine;

  TerminalIT(Form form) {
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

  private static RunTask inTerminal(String command) {
    RunTask plain = TestEngine.request(command);
    return RunTask.of(TestEngine.OWNERSHIP, plain.wish().in(CommandSpec.Terminal.pty(24, 80)));
  }

  private TaskRecord start(String command) {
    return engine.start(inTerminal(command));
  }

  private String said(TaskRecord task) {
    try {
      Path file = engine.store().bundle(TestEngine.name(task)).capture(CaptureStream.PTY);
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private void awaitSaid(TaskRecord task, String wanted) {
    TestEngine.awaitThat(
        () -> said(task).contains(wanted), () -> "not " + wanted + " in " + said(task));
  }

  private Result<Typing.Typed> type(TaskRecord task, String text) {
    return TestEngine.await(
        engine
            .engine()
            .typing()
            .write(TestEngine.name(task), text.getBytes(StandardCharsets.UTF_8), Optional.empty()));
  }

  private Typing.Typed typed(TaskRecord task, String text) {
    return type(task, text).orElseThrow();
  }

  private Result<Terminal.Size> resize(TaskRecord task, int rows, int cols) {
    return TestEngine.await(
        engine
            .engine()
            .terminals()
            .resize(TestEngine.name(task), OptionalInt.of(rows), OptionalInt.of(cols)));
  }

  private static RefusalCode code(Result<?> result) {
    return result.fold(
        it -> {
          throw new AssertionError("was accepted: " + it);
        },
        refusal -> refusal.code());
  }

  /** As if this engine had died: another one finds what it left. */
  private void restart() {
    engine.abandon();
    engine = TestEngine.in(temp, form.options());
  }

  private static ProcessRef keeper(TaskRecord task) {
    TaskProgress.Keeper keeper = task.progress().keeper().orElseThrow();
    return new ProcessRef(keeper.pid(), keeper.start());
  }

  private static void kill(ProcessRef process) {
    assertTrue(HeldProcess.send(Signal.KILL, process, TABLE));
    TestEngine.awaitThat(() -> !TABLE.lives(process), () -> process + " lives");
  }

  @Test
  void aCommandHasATerminalOfItsOwn() {
    TaskRecord task =
        engine.run(
            inTerminal(
                "tty; test -t 0 && test -t 1 && test -t 2 && echo all; stty size; echo $TERM;"
                    + " echo err >&2; echo direct >/dev/tty; stty -a | tr ' ' '\\n' | grep -w iutf8;"
                    + " exit 7"));

    List<String> lines = said(task).lines().map(String::strip).toList();
    assertTrue(lines.get(0).startsWith("/dev/"), said(task));
    assertEquals(
        List.of("all", "24 80", "xterm-256color", "err", "direct", "iutf8"), lines.subList(1, 7));
    assertEquals(Outcome.Exited.with(7), TestEngine.ended(task).outcome());
    assertEquals(Optional.of(Drained.PROVEN), task.remains().output().drained());
    assertTrue(task.order().command().terminal().isPty());
    assertEquals("", engine.stdout(task));
  }

  @Test
  void whatIsTypedArrivesAndKeysSignalTheCommand() {
    TaskRecord task =
        start(
            "trap 'echo interrupted' INT; echo ready; read a; echo got:$a; sleep 30;"
                + " read b; echo b:$b; exit 9");
    awaitSaid(task, "ready");
    assertEquals(WriteOutcome.DELIVERED, typed(task, "hello\r").outcome());
    awaitSaid(task, "got:hello");
    typed(task, "\003");
    awaitSaid(task, "interrupted");
    typed(task, "\032more\r"); // ctrl-z stops nobody who has no shell above
    TaskRecord ended = engine.end(task);

    assertEquals(Outcome.Exited.with(9), TestEngine.ended(ended).outcome());
    assertTrue(said(task).contains("b:more"), said(task));
  }

  /** By the command itself, not by hob: so it is the command's own end. */
  @Test
  void whoIsInterruptedByAKeyEndsBySignal() {
    TaskRecord task = start("echo ready; exec sleep 60");
    awaitSaid(task, "ready");
    typed(task, "\003");
    TaskRecord ended = engine.end(task);

    assertEquals(EndStatus.FAILED, TestEngine.ended(ended).status());
    if (form == Form.NATIVE) {
      assertEquals(new Outcome.Signaled(2, false), TestEngine.ended(ended).outcome());
    }
  }

  @Test
  void jobControlWorksInAShellOfItsOwn() {
    TaskRecord task = start("exec bash --norc --noprofile --noediting -i");
    typed(task, "sleep 60\r");
    TestEngine.awaitThat(
        () -> TABLE.all().stream().anyMatch(it -> isSleepIn(it.pid(), task)),
        () -> "it does not sleep: " + said(task));
    typed(task, "\032");
    awaitSaid(task, "Stopped");
    typed(task, "fg\r");
    awaitSaid(task, "\nsleep 60\r\n");
    typed(task, "\003");
    typed(task, "echo is $?; exit 4\r");
    TaskRecord ended = engine.end(task);

    assertTrue(said(task).contains("is 130"), said(task));
    assertEquals(Outcome.Exited.with(4), TestEngine.ended(ended).outcome());
  }

  private static boolean isSleepIn(long pid, TaskRecord task) {
    return TABLE.arguments(pid).equals(List.of("sleep", "60"))
        && task.id().value().equals(TABLE.variables(pid, List.of("HOB_TASK")).get("HOB_TASK"));
  }

  @Test
  void aBurstBeforeTheEndIsWhole() {
    TaskRecord task = engine.run(inTerminal("stty -opost; seq 20000; exit 3"));

    String want =
        IntStream.rangeClosed(1, 20000)
            .mapToObj(it -> it + "\n")
            .collect(java.util.stream.Collectors.joining());
    assertEquals(want, said(task));
    assertEquals(want.length(), task.remains().output().bytes().get(CaptureStream.PTY));
    assertEquals(Optional.of(Drained.PROVEN), task.remains().output().drained());
  }

  @Test
  void aKillReachesAllAndTheTerminalIsLetGo() {
    TaskRecord task =
        start("trap '' HUP TERM; sleep 600 & echo ready; while :; do sleep 600; done");
    awaitSaid(task, "ready");
    ProcessRef keeper = keeper(engine.show(task));
    Killed killed = engine.kill(task, Duration.ofMillis(100));

    assertEquals(EndStatus.KILLED, TestEngine.ended(killed.task()).status());
    assertEquals(List.of(), killed.survivors());
    TestEngine.awaitThat(() -> !TABLE.lives(keeper), () -> "the keeper lives");
  }

  /** Who outlives the command has the terminal until the task is over, and is told. */
  @Test
  void aLeftoverDoesNotHoldUpTheEnd() {
    TaskRecord task =
        engine.run(inTerminal("(trap '' HUP; exec sleep 600) & sleep 0.2; echo over; exit 5"));

    assertEquals(Outcome.Exited.with(5), TestEngine.ended(task).outcome());
    assertTrue(said(task).contains("over"), said(task));
    assertEquals(1, task.remains().leftovers().size(), task.toString());
    assertEquals(Optional.of(Drained.ASSUMED), task.remains().output().drained());
    engine.kill(task);
  }

  /** The foreground is hung up with it; nobody saw how that ended. */
  @Test
  void aWrapperThatIsEndedIsToldWithAnEngineAndWithout() {
    TaskRecord watched = start("echo ready; exec sleep 600");
    TaskRecord unwatched = start("echo ready; exec sleep 600");
    awaitSaid(watched, "ready");
    awaitSaid(unwatched, "ready");
    kill(wrapper(watched));
    TaskRecord ended = engine.end(watched);
    ProcessRef other = wrapper(unwatched);
    engine.abandon();
    kill(other);
    engine = TestEngine.in(temp, form.options());
    TaskRecord endedLater = engine.end(engine.show(unwatched));

    for (TaskRecord each : List.of(ended, endedLater)) {
      assertTrue(TestEngine.ended(each).outcome() instanceof Outcome.Lost, each.toString());
      TestEngine.awaitThat(
          () ->
              TABLE.all().stream()
                  .noneMatch(
                      it ->
                          each.id()
                              .value()
                              .equals(
                                  TABLE.variables(it.pid(), List.of("HOB_TASK")).get("HOB_TASK"))),
          () -> "something of it runs on");
    }
  }

  private ProcessRef wrapper(TaskRecord task) {
    return LiveTask.wrapperOf(engine.show(task).state()).orElseThrow();
  }

  @Test
  void aKeeperThatIsEndedIsFollowedByAnotherAndNobodyInsideNotices() {
    TaskRecord task = start("echo ready; read a; echo a:$a; read b; echo b:$b; exit 6");
    awaitSaid(task, "ready");
    ProcessRef first = keeper(engine.show(task));
    kill(first);
    TestEngine.awaitThat(
        () -> !keeper(engine.show(task)).equals(first), () -> "nobody follows the keeper");
    typed(task, "one\r");
    awaitSaid(task, "a:one");
    ProcessRef second = keeper(engine.onDisk(task));
    kill(second);
    TestEngine.awaitThat(
        () -> !keeper(engine.show(task)).equals(second), () -> "nobody follows the keeper");
    typed(task, "two\r");
    TaskRecord ended = engine.end(task);

    assertEquals(Outcome.Exited.with(6), TestEngine.ended(ended).outcome());
    assertTrue(said(task).contains("b:two"), said(task));
    assertTrue(
        ended.remains().output().gaps().stream()
            .map(Gap::reason)
            .allMatch(OutputGrowth.KEEPER_BROKE::equals));
    assertEquals(2, ended.remains().output().gaps().size());
  }

  @Test
  void anotherEngineTypesResizesReadsAndKillsAsTheFirst() {
    TaskRecord task = start("echo ready; read a; echo a:$a; stty size; read b; exit 8");
    TaskRecord other = start("trap '' TERM; echo ready; while :; do sleep 600; done");
    awaitSaid(task, "ready");
    awaitSaid(other, "ready");
    restart();
    assertEquals(new Terminal.Size(40, 120), resize(task, 40, 120).orElseThrow());
    typed(task, "hello\r");
    awaitSaid(task, "a:hello");
    awaitSaid(task, "40 120");
    ProcessRef keeper = keeper(engine.show(task));
    restart();
    kill(keeper); // while it is the third one's
    TestEngine.awaitThat(
        () -> !keeper(engine.show(task)).equals(keeper), () -> "nobody follows the keeper");
    typed(task, "end\r");

    assertEquals(Outcome.Exited.with(8), TestEngine.ended(engine.end(task)).outcome());
    assertEquals(
        EndStatus.KILLED,
        TestEngine.ended(engine.kill(other, Duration.ofMillis(100)).task()).status());
  }

  /** As by an engine that is not given the master. */
  @Test
  void aTerminalCanBeAskedFromInside() throws IOException {
    TaskRecord task = start("echo ready; read a; stty size; exit 1");
    awaitSaid(task, "ready");
    try (Terminal inside = Terminal.within(wrapper(task), TABLE).orElseThrow()) {
      assertTrue(inside.gathersLines());
      inside.resize(new Terminal.Size(50, 60));
      assertEquals(new Terminal.Size(50, 60), inside.size());
    }
    typed(task, "\r");
    TaskRecord ended = engine.end(task);

    assertTrue(said(task).contains("50 60"), said(task));
    assertEquals(Optional.empty(), Terminal.within(wrapperThatWas(task), TABLE));
    assertEquals(Optional.of(Drained.PROVEN), ended.remains().output().drained());
  }

  /** Of a task as it was when it began. */
  private static ProcessRef wrapperThatWas(TaskRecord task) {
    return LiveTask.wrapperOf(task.state()).orElseThrow();
  }

  @Test
  void whatEndsWhileNoEngineIsThereIsToldByTheNext() {
    TaskRecord task = start("stty -opost -echo; echo ready; sleep 0.5; seq 10000; exit 11");
    awaitSaid(task, "ready");
    ProcessRef keeper = keeper(engine.show(task));
    engine.abandon();
    TestEngine.awaitThat(() -> !TABLE.lives(keeper), () -> "the keeper lives");
    engine = TestEngine.in(temp, form.options());
    TaskRecord ended = engine.end(engine.show(task));

    assertEquals(Outcome.Exited.with(11), TestEngine.ended(ended).outcome());
    assertTrue(said(task).endsWith("\n9999\n10000\n"), "the end is missing");
  }

  /** With the last master the terminal is gone: whoever ignores that is ended, and it is told. */
  @Test
  void aTerminalThatIsLostWhileNoEngineIsThereIsTold() {
    TaskRecord task = start("trap '' HUP; echo ready; while :; do sleep 1; done");
    awaitSaid(task, "ready");
    ProcessRef keeper = keeper(engine.show(task));
    ProcessRef wrapper = wrapper(task);
    engine.abandon();
    TABLE.all().stream()
        .filter(
            it ->
                ("pty:" + task.id())
                    .equals(TABLE.variables(it.pid(), List.of("HOB_KEEPER")).get("HOB_KEEPER")))
        .forEach(it -> HeldProcess.send(Signal.KILL, it.ref(), TABLE));
    TestEngine.awaitThat(() -> !TABLE.lives(keeper), () -> "the keeper lives");
    engine = TestEngine.in(temp, form.options());
    TaskRecord ended = engine.end(engine.show(task));

    assertEquals(EndStatus.KILLED, TestEngine.ended(ended).status(), ended.toString());
    assertEquals(EndedBy.Why.TERMINAL, TestEngine.ended(ended).by().orElseThrow().why());
    assertFalse(TABLE.lives(wrapper));
  }

  @Test
  void whatCannotBeTypedIsRefused() {
    TaskRecord piped = start0("sleep 60");
    TaskRecord cooked = start("echo ready; cat >/dev/null");
    TaskRecord raw = start("stty raw -echo; echo ready; head -c 5000 | wc -c; sleep 60");
    awaitSaid(cooked, "ready");
    awaitSaid(raw, "ready");
    TaskRecord over = engine.run(inTerminal("true"));
    String long0 = "x".repeat(5000);

    assertEquals(RefusalCode.LINE_TOO_LONG, code(type(cooked, long0)));
    assertEquals(4096, typed(cooked, "y".repeat(4095) + "\r").bytes());
    assertEquals(2000, typed(cooked, "x".repeat(2000)).bytes());
    assertEquals(RefusalCode.LINE_TOO_LONG, code(type(cooked, "x".repeat(2100))));
    assertEquals(5000, typed(raw, long0).bytes());
    awaitSaid(raw, "5000");
    assertEquals(RefusalCode.TASK_ENDED, code(type(over, "x")));
    assertEquals(RefusalCode.STDIN_CLOSED, code(type(piped, "x")));
    assertEquals(RefusalCode.BAD_REQUEST, code(type(raw, "x".repeat((1 << 20) + 1))));
    assertEquals(RefusalCode.NOT_PTY, code(resize(piped, 10, 10)));
    assertEquals(RefusalCode.TASK_ENDED, code(resize(over, 10, 10)));
    assertEquals(RefusalCode.BAD_REQUEST, code(resize(raw, 0, 10)));
    assertEquals(
        RefusalCode.UNSUPPORTED,
        code(TestEngine.await(engine.engine().closeInput(TestEngine.name(raw)))));
  }

  private TaskRecord start0(String command) {
    return engine.start(command);
  }

  @Test
  void aLongLineOfTheLongestKindArrivesWhole() {
    TaskRecord task = start("stty -echo; echo ready; read -r a; echo ${#a}");
    awaitSaid(task, "ready");
    typed(task, "y".repeat(4095) + "\r");
    engine.end(task);

    assertTrue(said(task).contains("4095"), said(task));
  }

  private Result<Typing.Typed> type(TaskRecord task, String text, String requestId) {
    return TestEngine.await(
        engine
            .engine()
            .typing()
            .write(
                TestEngine.name(task),
                text.getBytes(StandardCharsets.UTF_8),
                Optional.of(requestId)));
  }

  @Test
  void aWriteThatIsRepeatedIsNotTypedAgain() throws IOException {
    TaskRecord task = start("stty -echo; echo ready; while read a; do echo got:$a; done");
    awaitSaid(task, "ready");
    Typing.Typed first = type(task, "one\r", "w 1").orElseThrow();
    awaitSaid(task, "got:one");
    assertEquals(first, type(task, "one\r", "w 1").orElseThrow());
    for (int i = 0; i < 70; i++) {
      type(task, "more" + i + "\r", "more " + i).orElseThrow();
    }
    restart();
    assertEquals(7, type(task, "more69\r", "more 69").orElseThrow().bytes());
    Path writes = engine.store().bundle(TestEngine.name(task)).writes();
    String text = Files.readString(writes);
    assertEquals(65 * 96, text.length());
    // As if hob had died within the last one.
    Files.writeString(
        writes, text.replaceFirst("(70 \\w+) done 7 7 delivered", "$1 begun            "));
    assertEquals(WriteOutcome.UNKNOWN, type(task, "more69\r", "more 69").orElseThrow().outcome());
    type(task, "last\r", "last").orElseThrow();
    awaitSaid(task, "got:last");

    assertEquals(72, said(task).lines().filter(it -> it.startsWith("got:")).count(), said(task));
    engine.kill(task);
    assertEquals(7, type(task, "more68\r", "more 68").orElseThrow().bytes());
    assertEquals(RefusalCode.TASK_ENDED, code(type(task, "x", "another")));
  }

  @Test
  void muchIsFedAsTheProgramReads() {
    TaskRecord task =
        start("stty raw -echo; echo ready; sleep 0.3; head -c 1000000 | cksum; exit 0");
    awaitSaid(task, "ready");
    String text = "0123456789".repeat(100_000);
    assertEquals(1_000_000, typed(task, text).bytes());
    TaskRecord ended = engine.end(task);
    TaskRecord want = engine.run("printf 0123456789%.0s $(seq 100000) | cksum");

    assertEquals(Outcome.Exited.with(0), TestEngine.ended(ended).outcome());
    assertTrue(said(task).contains(engine.stdout(want).strip()), said(task));
  }

  @Test
  void aCommandThatDoesNotReadIsToldWithTheCount() {
    TaskRecord task = start("stty raw -echo; echo ready; sleep 600");
    awaitSaid(task, "ready");
    Typing.Typed typed = typed(task, "x".repeat(500_000));

    assertTrue(typed.bytes() > 0 && typed.bytes() < 500_000, typed.toString());
    assertEquals(WriteOutcome.STUCK, typed.outcome());
  }
}
