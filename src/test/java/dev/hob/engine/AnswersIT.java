package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Caller;
import dev.hob.api.Changes;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.Log;
import dev.hob.api.LogPiece;
import dev.hob.api.LogReading;
import dev.hob.api.Output;
import dev.hob.api.PollTask;
import dev.hob.api.ReadLog;
import dev.hob.api.RemoveTasks;
import dev.hob.api.Removed;
import dev.hob.api.RunAgain;
import dev.hob.api.RunTask;
import dev.hob.api.Scope;
import dev.hob.api.TaskPage;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WhichTask;
import dev.hob.api.WriteTask;
import dev.hob.api.Written;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.Labels;
import dev.hob.model.Ownership;
import dev.hob.model.ProjectKey;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What front ends are told, by an engine with real commands. */
class AnswersIT {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

  private static final Caller OWN = new Caller(TestEngine.OWNERSHIP, Caller.Rule.SAID);
  private static final Caller OTHER =
      new Caller(
          new Ownership(
              new SessionKey("somebody else"),
              "",
              Optional.empty(),
              ProjectKey.of("/elsewhere"),
              Optional.empty()),
          Caller.Rule.SAID);

  @TempDir private Path temp;
  private TestEngine engine;
  private Hob hob;

  @BeforeEach
  void open() {
    engine = TestEngine.in(temp);
    hob = engine.engine().hob();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static RunTask request(String command) {
    return TestEngine.request(command);
  }

  private static RunTask requestOf(Caller caller, String command) {
    return RunTask.of(caller.own(), RunTask.Wish.of(command, "/tmp", TestEngine.environment()));
  }

  private static RunTask merged(String command) {
    return RunTask.of(
        TestEngine.OWNERSHIP,
        RunTask.Wish.of(command, "/tmp", TestEngine.environment())
            .captured(new CommandSpec.Capturing(true, Optional.empty())));
  }

  private TaskReply run(RunTask request, Duration longest) {
    return TestEngine.await(hob.run(request, longest)).orElseThrow();
  }

  private TaskReply run(String command, Duration longest) {
    return run(request(command), longest);
  }

  /** One that has ended. */
  private TaskRecord ended(RunTask request) {
    TaskRecord task = run(request, LONG).task();
    assertTrue(task.state().isEnded(), task.toString());
    return task;
  }

  private TaskRecord ended(String command) {
    return ended(request(command));
  }

  private static WhichTask which(TaskRecord task) {
    return WhichTask.of(OWN, task.id().value());
  }

  private static WhichTask latest(Caller caller) {
    return new WhichTask(caller, Optional.empty());
  }

  private TaskReply poll(WhichTask which) {
    return TestEngine.await(hob.poll(PollTask.of(which))).orElseThrow();
  }

  private CompletableFuture<Result<TaskReply>> poll(
      TaskRecord task, String cursor, Duration longest) {
    return hob.poll(new PollTask(which(task), Optional.of(cursor), longest, 0));
  }

  private static <T> Refusal refusal(Result<T> result) {
    return result.fold(
        value -> {
          throw new AssertionError("was not refused: " + value);
        },
        refusal -> refusal);
  }

  private static <T> RefusalCode code(Result<T> result) {
    return refusal(result).code();
  }

  private static <T> RefusalCode code(CompletableFuture<Result<T>> result) {
    return code(TestEngine.await(result));
  }

  private static Output output(TaskReply reply) {
    return reply.output().orElseThrow();
  }

  private static String text(Output.Excerpt excerpt) {
    return ((Output.Content.Text) excerpt.content()).text();
  }

  private static String stdout(TaskReply reply) {
    return text(output(reply).stdout());
  }

  private static String stderr(TaskReply reply) {
    return text(output(reply).stderr().orElseThrow());
  }

  private void await(java.util.function.BooleanSupplier condition, String missing) {
    TestEngine.awaitThat(condition, () -> missing);
  }

  @Test
  void aShortCommandIsToldWithItsEndAndAllItSaid() {
    TaskReply reply = run("echo out; echo err >&2; exit 3", LONG);

    assertEquals("failed", reply.task().state().word());
    assertEquals("out\n", stdout(reply));
    assertEquals("err\n", stderr(reply));
    assertEquals("4-4", output(reply).cursor());
    assertEquals(List.of(), output(reply).leftOut());
    assertEquals(Optional.empty(), output(reply).how());
    assertFalse(reply.existing());
  }

  @Test
  void aLongCommandIsToldAsItIsWhenTheWaitIsOver() {
    TaskReply reply = run("echo begun; exec sleep 600", Duration.ofMillis(600));

    assertFalse(reply.task().state().isEnded());
    assertEquals("begun\n", stdout(reply));
  }

  @Test
  void withoutAWaitNothingIsRead() {
    assertEquals(Optional.empty(), run("echo x; exec sleep 600", NONE).output());
  }

  @Test
  void aWaitBelowNothingIsNone() {
    assertFalse(run("exec sleep 600", Duration.ofSeconds(-5)).task().state().isEnded());
  }

  @Test
  void aWaitBeyondAllTimeEndsWithTheCommand() throws IOException {
    TaskReply reply = run("echo x", ENDLESS);
    assertEquals("completed", reply.task().state().word());

    TaskRecord slow = run("sleep 0.3; echo late", NONE).task();
    assertEquals("late\n", stdout(TestEngine.await(poll(slow, "0-0", ENDLESS)).orElseThrow()));
    TaskRecord third = run("sleep 0.3", NONE).task();
    Waited waited =
        TestEngine.await(
                hob.await(new WaitForTasks(OWN, List.of(third.id().value()), false, ENDLESS)))
            .orElseThrow();
    assertTrue(waited.satisfied());
    TaskRecord fourth = run("sleep 0.3; echo late", NONE).task();
    try (LogReading reading =
        hob.follow(new ReadLog(which(fourth), ReadLog.Streams.STDOUT, HEAD, true)).orElseThrow()) {
      assertEquals("late\n", new String(next(reading, ENDLESS).bytes(), StandardCharsets.UTF_8));
    }
  }

  private static LogPiece next(LogReading reading, Duration longest) {
    try {
      return reading.next(longest).orElseThrow();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRepeatedRequestGetsTheFirstTaskAndWhatItSaid() {
    RunTask request = request("echo once >> " + temp + "/count; echo said");
    RunTask labelled = request.labelled(Labels.ofRequest("r1"));
    TaskReply first = run(labelled, LONG);

    TaskReply again = run(labelled, LONG);

    assertEquals(first.task(), again.task());
    assertTrue(again.existing());
    assertEquals("said\n", stdout(again));
    assertEquals("once\n", TestEngine.read(temp.resolve("count")));
    assertEquals(
        RefusalCode.REQUEST_ID_REUSED,
        code(hob.run(request("true").labelled(Labels.ofRequest("r1")), LONG)));
  }

  @Test
  void aLiveNameIsFoundInsteadOfStartedAndAFreeOneIsStarted() {
    Labels named = new Labels(Optional.of("server"), Optional.empty(), Optional.empty());
    TaskReply first = run(request("echo up; exec sleep 600").labelled(named), NONE);
    engine.awaitStdout(first.task(), "up");

    TaskReply second = run(request("echo other").labelled(named), SHORT);

    assertEquals(first.task().id(), second.task().id());
    assertTrue(second.existing());
    assertEquals("up\n", stdout(second));
    TestEngine.await(hob.kill(KillTask.of(which(first.task())))).orElseThrow();
    TaskReply third = run(request("echo other").labelled(named), LONG);
    assertFalse(third.existing());
    assertEquals("other\n", stdout(third));
  }

  /** It was started, whatever can be read of it: a refusal would have it started twice. */
  @Test
  void aStartIsNotRefusedBecauseItsOutputCannotBeRead() {
    TaskReply reply = run("f=$(readlink /proc/$$/fd/1); rm \"$f\"; mkfifo \"$f\"; exit 4", LONG);

    assertEquals("failed", reply.task().state().word());
    assertEquals(Optional.empty(), reply.output());
    assertEquals(RefusalCode.INTERNAL, code(hob.poll(PollTask.of(which(reply.task())))));
  }

  @Test
  void withoutAnIdTheLatestOwnTaskIsMeant() throws Exception {
    ended("echo first");
    TaskRecord second = ended("echo second");
    run(requestOf(OTHER, "echo foreign"), LONG);

    assertEquals(second.id(), poll(latest(OWN)).task().id());
    assertEquals("foreign\n", stdout(poll(latest(OTHER))));
    assertEquals(
        RefusalCode.TASK_NOT_FOUND,
        code(
            hob.poll(
                PollTask.of(
                    latest(
                        new Caller(
                            new Ownership(
                                new SessionKey("nobody"),
                                "",
                                Optional.empty(),
                                ProjectKey.of("/"),
                                Optional.empty()),
                            Caller.Rule.SAID))))));
  }

  @Test
  void aBeginningOfAnIdIsEnoughWhereOnlyOneTaskHasIt() {
    TaskRecord task = ended("echo mine");
    TaskRecord foreign = run(requestOf(OTHER, "echo foreign"), LONG).task();
    String id = task.id().value();

    assertEquals("mine\n", stdout(poll(WhichTask.of(OWN, id.substring(0, id.length() - 1)))));
    assertEquals("foreign\n", stdout(poll(which(foreign))));
    assertEquals("mine\n", stdout(poll(WhichTask.of(OWN, "t")))); // the own ones come first
    TaskRecord second = ended("true");
    Refusal refusal = refusal(TestEngine.await(hob.poll(PollTask.of(WhichTask.of(OWN, "t")))));
    assertEquals(RefusalCode.AMBIGUOUS_ID, refusal.code());
    assertTrue(refusal.hint().contains(id), refusal.hint());
    assertTrue(refusal.hint().contains(second.id().value()), refusal.hint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*", "t%", "-t", "../x", "session", "nul\0", "t\n", "ü"})
  void whatCanBeNoIdIsRefusedByEveryVerb(String odd) {
    WhichTask which = WhichTask.of(OWN, odd);

    assertEquals(RefusalCode.BAD_REQUEST, code(hob.poll(PollTask.of(which))));
    assertEquals(RefusalCode.BAD_REQUEST, code(hob.show(which)));
    assertEquals(RefusalCode.BAD_REQUEST, code(hob.kill(KillTask.of(which))));
    assertEquals(
        RefusalCode.BAD_REQUEST,
        code(hob.log(new ReadLog(which, ReadLog.Streams.BOTH, USUAL, false))));
    Removed removed =
        TestEngine.await(hob.remove(new RemoveTasks(OWN, List.of(odd), true))).orElseThrow();
    assertEquals(
        List.of(RefusalCode.BAD_REQUEST), removed.refused().stream().map(Refusal::code).toList());
  }

  @Test
  void anUnknownTaskIsNotFoundByAnyVerb() {
    WhichTask which = WhichTask.of(OWN, "tnothing00");

    assertEquals(RefusalCode.TASK_NOT_FOUND, code(hob.poll(PollTask.of(which))));
    assertEquals(RefusalCode.TASK_NOT_FOUND, code(hob.kill(KillTask.of(which))));
    assertEquals(
        RefusalCode.TASK_NOT_FOUND,
        code(hob.write(new WriteTask(which, new byte[] {1}, WriteTask.Typing.PLAIN, true))));
    assertEquals(
        RefusalCode.TASK_NOT_FOUND,
        code(hob.again(new RunAgain(which, TestEngine.environment(), Optional.empty(), NONE))));
    assertEquals(
        RefusalCode.TASK_NOT_FOUND,
        code(hob.await(new WaitForTasks(OWN, List.of("tnothing00"), false, NONE))));
    assertEquals(
        RefusalCode.TASK_NOT_FOUND,
        code(hob.follow(new ReadLog(which, ReadLog.Streams.BOTH, USUAL, false))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0-", "-1-0", "0-0-0", "a-b", "1e3-0", "9999999999999999999-0"})
  void whatIsNoCursorIsRefused(String cursor) {
    TaskRecord task = ended("true");

    assertEquals(RefusalCode.BAD_REQUEST, code(poll(task, cursor, NONE)));
  }

  @Test
  void aCursorBeyondTheEndComesBackToIt() {
    TaskRecord task = ended("echo x");

    Output output = output(TestEngine.await(poll(task, "1000-1000", NONE)).orElseThrow());

    assertEquals("", text(output.stdout()));
    assertEquals("2-0", output.cursor());
    assertEquals(List.of(), output.leftOut());
  }

  /** Lines of both streams, while they are written; each reply is as small as can be. */
  @ParameterizedTest
  @ValueSource(ints = {1, 300, 0})
  void pagingByCursorTellsEachLineOnceWhileTheCommandWrites(int maxBytes) {
    TaskRecord task =
        run(
                "for i in $(seq 400); do echo out $i; echo err $i >&2;"
                    + " [ $((i % 100)) = 0 ] && sleep 0.1; done",
                NONE)
            .task();
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    String cursor = "0-0";
    long outAt = 0;
    long errAt = 0;
    while (true) {
      TaskReply reply =
          TestEngine.await(hob.poll(new PollTask(which(task), Optional.of(cursor), LONG, maxBytes)))
              .orElseThrow();
      Output output = output(reply);
      assertEquals(outAt, output.stdout().from());
      assertEquals(errAt, output.stderr().orElseThrow().from());
      outAt = output.stdout().to();
      errAt = output.stderr().orElseThrow().to();
      out.append(stdout(reply));
      err.append(stderr(reply));
      boolean still = !output.cursor().equals(cursor);
      cursor = output.cursor();
      if (reply.task().state().isEnded() && !still) {
        break;
      }
    }

    assertEquals(engine.stdout(task), out.toString());
    assertEquals(engine.stderr(task), err.toString());
    assertEquals(400, out.toString().lines().count());
  }

  @Test
  void aPollThatWaitsReturnsWhenSomethingIsSaid() throws Exception {
    Path gate = temp.resolve("gate");
    TaskRecord task =
        run(
                "echo begun; until [ -e "
                    + gate
                    + " ]; do sleep 0.02; done; echo new >&2; sleep 600",
                NONE)
            .task();
    engine.awaitStdout(task, "begun");
    CompletableFuture<Result<TaskReply>> polled = poll(task, "6-0", LONG);
    CompletableFuture<Result<TaskReply>> without =
        hob.poll(new PollTask(which(task), Optional.empty(), LONG, 0));
    assertFalse(polled.isDone());

    Files.createFile(gate);

    assertEquals("new\n", stderr(TestEngine.await(polled).orElseThrow()));
    assertEquals("", stdout(TestEngine.await(polled).orElseThrow()));
    assertEquals("begun\n", stdout(TestEngine.await(without).orElseThrow()));
    assertFalse(polled.get().orElseThrow().task().state().isEnded());
  }

  @Test
  void aPollThatWaitsReturnsAtTheEndThoughNothingWasSaid() {
    TaskRecord task = run("sleep 0.3; exit 5", NONE).task();

    TaskReply reply = TestEngine.await(poll(task, "0-0", LONG)).orElseThrow();

    assertEquals("failed", reply.task().state().word());
  }

  @Test
  void aPollThatWaitsInVainSaysHowThingsStand() {
    TaskRecord task = run("echo x; exec sleep 600", NONE).task();
    engine.awaitStdout(task, "x");

    TaskReply reply = TestEngine.await(poll(task, "2-0", SHORT)).orElseThrow();

    assertEquals("", stdout(reply));
    assertFalse(reply.task().state().isEnded());
  }

  /** Else who polls again and again would do so without a pause. */
  @Test
  void whatCannotBeShownYetIsNothingNew() {
    TaskRecord task = run("printf 'x\\n\\303'; exec sleep 600", NONE).task();
    engine.awaitStdout(task, "x");
    await(
        () -> poll(which(task)).output().orElseThrow().stdout().total() == 3, "no half character");

    CompletableFuture<Result<TaskReply>> polled = poll(task, "2-0", Duration.ofMillis(400));

    TestEngine.await(poll(task, "2-0", SHORT)).orElseThrow();
    assertFalse(polled.isDone());
  }

  @Test
  void aTruncationBetweenTwoPollsKeepsPositionsTrue() throws Exception {
    Path gate = temp.resolve("gate");
    TaskRecord task =
        run(
                "seq 1000; until [ -e "
                    + gate
                    + " ]; do sleep 0.02; done; : > /proc/self/fd/1; echo anew; exec sleep 600",
                NONE)
            .task();
    engine.awaitStdout(task, "1000\n");
    TaskReply before = poll(which(task));
    assertEquals("3893-0", output(before).cursor());

    Files.createFile(gate);
    await(() -> engine.stdout(task).equals("anew\n"), "was not truncated");

    TaskReply after = TestEngine.await(poll(task, "3893-0", LONG)).orElseThrow();
    assertEquals("anew\n", stdout(after));
    assertEquals("3898-0", output(after).cursor());
    TaskReply all = TestEngine.await(poll(task, "0-0", NONE)).orElseThrow();
    assertTrue(stdout(all).contains("3,893 bytes from 0 are missing"), stdout(all));
    assertTrue(stdout(all).endsWith("anew\n"), stdout(all));
    assertEquals(3898, output(all).stdout().total());
  }

  /** The counter goes on over all truncations, so what is lost or told twice shows. */
  @Test
  void whoPollsBetweenTruncationsSeesNothingTwiceAndAllAfterTheLast() {
    TaskRecord task =
        run(
                "for g in $(seq 20); do : > /proc/self/fd/1;"
                    + " for i in $(seq 200); do echo $g $i; done; done",
                NONE)
            .task();
    StringBuilder out = new StringBuilder();
    String cursor = "0-0";
    for (boolean more = true; more; ) {
      TaskReply reply = TestEngine.await(poll(task, cursor, LONG)).orElseThrow();
      more = !reply.task().state().isEnded() || !output(reply).cursor().equals(cursor);
      cursor = output(reply).cursor();
      out.append(stdout(reply));
    }

    List<String> lines = out.toString().lines().filter(it -> it.matches("20 [0-9]+")).toList();
    assertEquals(IntStream.rangeClosed(1, 200).mapToObj(it -> "20 " + it).toList(), lines);
  }

  private CompletableFuture<Result<Waited>> wait(
      boolean any, Duration longest, TaskRecord... tasks) {
    List<String> ids = Arrays.stream(tasks).map(it -> it.id().value()).toList();
    return hob.await(new WaitForTasks(OWN, ids, any, longest));
  }

  @Test
  void oneOfThemOrAllOfThemAreWaitedFor() {
    TaskRecord quick = run("sleep 0.2", NONE).task();
    TaskRecord slow = run("sleep 600", NONE).task();
    CompletableFuture<Result<Waited>> all = wait(false, LONG, quick, slow);

    Waited any = TestEngine.await(wait(true, LONG, quick, slow)).orElseThrow();

    assertTrue(any.satisfied());
    assertEquals(
        List.of("completed", "running"),
        any.tasks().stream().map(it -> it.task().state().word()).toList());
    assertFalse(all.isDone());
    Waited bounded = TestEngine.await(wait(false, SHORT, quick, slow)).orElseThrow();
    assertFalse(bounded.satisfied());
    TestEngine.await(hob.kill(KillTask.of(which(slow)))).orElseThrow();
    assertTrue(TestEngine.await(all).orElseThrow().satisfied());
  }

  @Test
  void whereNoneIsNamedAllThatLiveInTheSessionAreMeant() {
    ended("true");
    TaskRecord first = run("sleep 0.2", NONE).task();
    TaskRecord second = run("sleep 0.3", NONE).task();
    TaskRecord foreign = run(requestOf(OTHER, "sleep 600"), NONE).task();

    Waited waited = TestEngine.await(wait(false, LONG)).orElseThrow();

    assertTrue(waited.satisfied());
    assertEquals(
        Set.of(first.id(), second.id()),
        waited.tasks().stream().map(it -> it.task().id()).collect(Collectors.toSet()));
    assertEquals(new Waited(List.of(), true), TestEngine.await(wait(false, LONG)).orElseThrow());
    assertEquals(new Waited(List.of(), true), TestEngine.await(wait(true, LONG)).orElseThrow());
    assertFalse(TestEngine.await(wait(false, SHORT, foreign)).orElseThrow().satisfied());
  }

  /** Who named none asked for none in particular. */
  @Test
  void aTaskThatIsRemovedMeanwhileHidesNothingOfTheOthersUnlessItWasNamed() {
    TaskRecord gone = run("sleep 0.2", NONE).task();
    TaskRecord stays = run("sleep 0.8; exit 7", NONE).task();
    CompletableFuture<Result<Waited>> unnamed = wait(false, LONG);
    CompletableFuture<Result<Waited>> named = wait(false, LONG, gone, stays);
    engine.end(gone);
    TestEngine.await(hob.remove(new RemoveTasks(OWN, List.of(gone.id().value()), false)))
        .orElseThrow();

    Waited waited = TestEngine.await(unnamed).orElseThrow();

    assertEquals(List.of(stays.id()), waited.tasks().stream().map(it -> it.task().id()).toList());
    assertTrue(waited.satisfied());
    assertEquals(RefusalCode.TASK_NOT_FOUND, code(named));
  }

  /** However a wait is over, nothing of it is left in tasks that live on. */
  @Test
  void waitsLeaveNothingBehind() {
    TaskRecord task = run("exec sleep 600", NONE).task();
    Waiting waiting = waiting();
    List<CompletableFuture<?>> inVain = new ArrayList<>();
    List<CompletableFuture<?>> cancelled = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      inVain.add(wait(false, Duration.ofMillis(20), task));
      inVain.add(wait(true, Duration.ofMillis(20), task));
      inVain.add(poll(task, "0-0", Duration.ofMillis(20)));
      cancelled.add(wait(false, Duration.ofHours(1), task));
      cancelled.add(poll(task, "0-0", Duration.ofHours(1)));
      cancelled.add(hob.run(request("exec sleep 600").labelled(named("one")), Duration.ofHours(1)));
    }
    await(() -> waiting.size() >= 100, "the waits have not begun");

    inVain.forEach(TestEngine::await);
    cancelled.forEach(it -> assertTrue(it.cancel(false)));

    await(() -> waiting.size() == 0, waiting.size() + " waits are left");
  }

  private static Labels named(String name) {
    return new Labels(Optional.of(name), Optional.empty(), Optional.empty());
  }

  private Waiting waiting() {
    return ((Answers) hob).waiting();
  }

  @Test
  void aForeignTaskIsKilledOrWrittenToOnlyWhenThatIsSaid() {
    RunTask open =
        RunTask.of(
            OTHER.own(),
            RunTask.Wish.of("cat", "/tmp", TestEngine.environment())
                .reading(new RunTask.Input.Open()));
    TaskRecord task = run(open, NONE).task();
    byte[] hello = "hello\n".getBytes(StandardCharsets.UTF_8);

    assertEquals(RefusalCode.FOREIGN_SESSION, code(hob.kill(KillTask.of(which(task)))));
    assertEquals(
        RefusalCode.FOREIGN_SESSION,
        code(hob.write(new WriteTask(which(task), hello, WriteTask.Typing.PLAIN, false))));
    Written written =
        TestEngine.await(hob.write(new WriteTask(which(task), hello, WriteTask.Typing.PLAIN, true)))
            .orElseThrow();
    assertEquals(6, written.bytes());
    engine.awaitStdout(task, "hello");
    TaskReply killed =
        TestEngine.await(
                hob.kill(new KillTask(which(task), Optional.empty(), Optional.of(NONE), true)))
            .orElseThrow();
    assertEquals("killed", killed.task().state().word());
    assertEquals(OWN.session().value(), TestEngine.ended(killed.task()).by().orElseThrow().who());
  }

  @Test
  void whatIsWrittenIsReadAndThenTheInputEnds() {
    RunTask open =
        RunTask.of(
            TestEngine.OWNERSHIP,
            RunTask.Wish.of("cat; echo over", "/tmp", TestEngine.environment())
                .reading(new RunTask.Input.Open()));
    TaskRecord task = run(open, NONE).task();

    Written written =
        TestEngine.await(
                hob.write(
                    new WriteTask(
                        which(task), "a\nb\n".getBytes(StandardCharsets.UTF_8), CLOSING, false)))
            .orElseThrow();

    assertEquals(4, written.bytes());
    assertTrue(written.closed());
    engine.end(task);
    assertEquals("a\nb\nover\n", engine.stdout(task));
    assertEquals(
        RefusalCode.TASK_ENDED,
        code(hob.write(new WriteTask(which(task), new byte[] {1}, WriteTask.Typing.PLAIN, false))));
    assertEquals(
        RefusalCode.TASK_ENDED,
        code(hob.write(new WriteTask(which(task), new byte[0], CLOSING, false))));
  }

  private static final WriteTask.Typing CLOSING =
      new WriteTask.Typing(List.of(), false, true, Optional.empty());

  private static final ReadLog.Wanted USUAL = new ReadLog.Wanted.Usual();
  private static final ReadLog.Wanted HEAD = new ReadLog.Wanted.Head(Integer.MAX_VALUE);

  private Log log(TaskRecord task, ReadLog.Streams streams, ReadLog.Wanted wanted, boolean raw) {
    return hob.log(new ReadLog(which(task), streams, wanted, raw)).orElseThrow();
  }

  private static String shown(Log log) {
    return new String(log.shown(), StandardCharsets.UTF_8);
  }

  @Test
  void headAndTailAreLinesOfTheStream() {
    TaskRecord task = ended("seq 100; seq 900 999 >&2");

    assertEquals(
        "1\n2\n3\n", shown(log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.Head(3), false)));
    assertEquals(
        "99\n100\n", shown(log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.Tail(2), false)));
    assertEquals(
        "999\n", shown(log(task, ReadLog.Streams.STDERR, new ReadLog.Wanted.Tail(1), false)));
    Log usual = log(task, ReadLog.Streams.BOTH, USUAL, false);
    assertEquals(200, shown(usual).lines().count());
    assertEquals(List.of(), usual.output().leftOut());
    Log both = log(task, ReadLog.Streams.BOTH, new ReadLog.Wanted.Tail(10), false);
    assertEquals(10, shown(both).lines().count());
  }

  @Test
  void whatIsSaidOfBothStreamsFitsWhatIsShownOfThem() {
    TaskRecord task = ended("seq 3000; seq 5000 8000 >&2");
    for (ReadLog.Wanted wanted :
        List.of(USUAL, new ReadLog.Wanted.Tail(7), new ReadLog.Wanted.Head(9))) {
      Output output = log(task, ReadLog.Streams.BOTH, wanted, false).output();
      checkLeftOut(output.stdout(), "stdout", output);
      checkLeftOut(output.stderr().orElseThrow(), "stderr", output);
      String shown = shown(log(task, ReadLog.Streams.BOTH, wanted, false));
      assertEquals(
          shown.lines().count(),
          text(output.stdout()).lines().count()
              + text(output.stderr().orElseThrow()).lines().count());
    }
  }

  private static void checkLeftOut(Output.Excerpt excerpt, String stream, Output output) {
    List<Output.LeftOut> expected = new ArrayList<>();
    if (excerpt.from() > 0) {
      expected.add(new Output.LeftOut(stream, 0, excerpt.from()));
    }
    if (excerpt.to() < excerpt.total()) {
      expected.add(new Output.LeftOut(stream, excerpt.to(), excerpt.total()));
    }
    assertEquals(
        expected, output.leftOut().stream().filter(it -> it.stream().equals(stream)).toList());
  }

  /** As a model does that was told how. */
  private Log follow(TaskRecord task, String how) {
    List<String> words = List.of(how.split(" "));
    assertEquals(List.of("hob", "logs", task.id().value()), words.subList(0, 3));
    return log(
        task,
        ReadLog.Streams.valueOf(after(words, "--stream").toUpperCase(java.util.Locale.ROOT)),
        new ReadLog.Wanted.From(
            Long.parseLong(after(words, "--from")), Integer.parseInt(after(words, "--bytes"))),
        words.contains("--raw"));
  }

  private static String after(List<String> words, String flag) {
    return words.get(words.indexOf(flag) + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seq 20000",
        "seq -f 'a line that is longer than many others %g' 20000 >&2",
        // what is shown is shorter than what is there, so that a bound of the text is none of bytes
        "for i in $(seq 4000); do printf '\\033[31m%s\\033[0m coloured\\r\\n' $i; done",
        "seq 3000; printf 'no end of line'",
      })
  void whoDoesAsIsSaidGetsExactlyWhatWasLeftOut(String command) {
    TaskRecord task = ended(command);
    for (boolean raw : List.of(false, true)) {
      for (ReadLog.Streams stream : List.of(ReadLog.Streams.STDOUT, ReadLog.Streams.STDERR)) {
        Log all = log(task, stream, new ReadLog.Wanted.From(0, 1 << 20), raw);
        for (ReadLog.Wanted wanted :
            List.of(USUAL, new ReadLog.Wanted.Tail(1), new ReadLog.Wanted.Head(1))) {
          Log part = log(task, stream, wanted, raw);
          String found = shown(part);
          if (!part.output().leftOut().isEmpty()) {
            Log rest = follow(task, part.output().how().orElseThrow());
            Output.LeftOut leftOut = part.output().leftOut().get(0);
            assertEquals(leftOut.from(), excerpt(rest, stream).from());
            assertEquals(leftOut.to(), excerpt(rest, stream).to());
            assertEquals(excerpt(all, stream).total(), excerpt(rest, stream).total());
            found = leftOut.from() == 0 ? shown(rest) + found : found + shown(rest);
          }
          assertEquals(shown(all), found);
        }
      }
    }
  }

  private static Output.Excerpt excerpt(Log log, ReadLog.Streams stream) {
    return stream == ReadLog.Streams.STDOUT
        ? log.output().stdout()
        : log.output().stderr().orElseThrow();
  }

  /** More than one reply holds: each says how to go on, and that comes to an end. */
  @Test
  void whoGoesOnAsIsSaidComesToTheEnd() throws IOException {
    TaskRecord task = ended("seq 400000");
    Log page = log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.From(0, 0), false);
    StringBuilder found = new StringBuilder(shown(page));
    for (int i = 0; i < 20 && page.output().how().isPresent(); i++) {
      page = follow(task, page.output().how().orElseThrow());
      found.append(shown(page));
    }

    assertTrue(engine.stdout(task).contentEquals(found));
  }

  @Test
  void whatAPollLeavesOutIsHadAsItSays() {
    TaskRecord task = ended("seq 20000; seq 30000 50000 >&2");
    TaskReply reply = poll(which(task));

    Log rest = follow(task, output(reply).how().orElseThrow());

    Output.LeftOut first = output(reply).leftOut().get(0);
    assertEquals(first.from(), rest.output().stdout().from());
    assertEquals(first.to(), rest.output().stdout().to());
    assertEquals(engine.stdout(task), text(rest.output().stdout()) + stdout(reply));
  }

  @Test
  void rawIsWhatTheFileHolds() throws IOException {
    TaskRecord task = ended("head -c 40000 /dev/urandom");
    byte[] file =
        Files.readAllBytes(
            engine.store().bundle(TestEngine.name(task)).capture(CaptureStream.STDOUT));

    assertArrayEquals(
        file, log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.From(0, 50_000), true).shown());
    assertArrayEquals(
        Arrays.copyOfRange(file, 100, 110),
        log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.From(100, 10), true).shown());
  }

  @Test
  void rawBytesOfBothStreamsAreNotMadeText() {
    TaskRecord task = ended("printf 'a\\033[1mb\\n'; printf '\\377\\000\\n' >&2");

    Log log = log(task, ReadLog.Streams.BOTH, USUAL, true);

    assertArrayEquals(new byte[] {'a', 0x1b, '[', '1', 'm', 'b', '\n'}, raw(log.output().stdout()));
    assertArrayEquals(new byte[] {-1, 0, '\n'}, raw(log.output().stderr().orElseThrow()));
    assertEquals(10, log.shown().length);
  }

  private static byte[] raw(Output.Excerpt excerpt) {
    return ((Output.Content.Raw) excerpt.content()).bytes();
  }

  /** As {@code hob logs --all} and {@code --raw} ask. */
  @Test
  void theBeginningIsOneOfBothStreams() throws Exception {
    TaskRecord task = ended("echo x; echo y >&2");
    ReadLog.Wanted all = new ReadLog.Wanted.From(0, 0);

    assertEquals("x\ny\n", shown(log(task, ReadLog.Streams.BOTH, all, false)));
    try (LogReading reading = follow(task, ReadLog.Streams.BOTH, all, true)) {
      assertEquals("y\n", new String(followed(reading, CaptureStream.STDERR), UTF_8));
    }
  }

  @Test
  void noLinesAreNone() throws Exception {
    TaskRecord task = ended("echo x; echo y >&2");
    for (ReadLog.Wanted none : List.of(new ReadLog.Wanted.Tail(0), new ReadLog.Wanted.Head(0))) {
      for (ReadLog.Streams streams : ReadLog.Streams.values()) {
        assertEquals("", shown(log(task, streams, none, false)));
      }
    }
    try (LogReading reading =
        follow(task, ReadLog.Streams.BOTH, new ReadLog.Wanted.Tail(0), false)) {
      assertEquals(Optional.empty(), reading.next(LONG));
      assertTrue(reading.isOver());
    }
  }

  @Test
  void aPositionIsOneInAStream() {
    TaskRecord task = ended("echo x");
    TaskRecord merged = ended(merged("echo x; echo y >&2"));
    ReadLog.Wanted from = new ReadLog.Wanted.From(2, 0);

    assertEquals(
        RefusalCode.BAD_REQUEST,
        code(hob.log(new ReadLog(which(task), ReadLog.Streams.BOTH, from, false))));
    ReadLog.Wanted some = new ReadLog.Wanted.From(0, 2);
    assertEquals(
        RefusalCode.BAD_REQUEST,
        code(hob.log(new ReadLog(which(task), ReadLog.Streams.BOTH, some, false))));
    assertEquals("x\n", shown(log(merged, ReadLog.Streams.BOTH, some, false)));
    assertEquals("y\n", shown(log(merged, ReadLog.Streams.BOTH, from, false)));
    assertEquals("x\ny\n", shown(log(merged, ReadLog.Streams.STDERR, USUAL, false)));
    assertEquals(
        Optional.empty(), log(merged, ReadLog.Streams.BOTH, USUAL, false).output().stderr());
  }

  @Test
  void positionsThatNoStreamHasAreBroughtIntoIt() {
    TaskRecord task = ended("echo x");
    for (long position : List.of(Long.MIN_VALUE, -1L)) {
      assertEquals(
          "x\n",
          shown(log(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.From(position, -5), false)));
    }
    assertEquals(
        "",
        shown(
            log(
                task,
                ReadLog.Streams.STDOUT,
                new ReadLog.Wanted.From(Long.MAX_VALUE, Integer.MAX_VALUE),
                false)));
  }

  private byte[] followed(LogReading reading, CaptureStream stream) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!reading.isOver()) {
      Optional<LogPiece> piece = reading.next(Duration.ofSeconds(1));
      piece.filter(it -> it.stream() == stream).ifPresent(it -> bytes.writeBytes(it.bytes()));
    }
    return bytes.toByteArray();
  }

  private LogReading follow(
      TaskRecord task, ReadLog.Streams streams, ReadLog.Wanted wanted, boolean raw) {
    return hob.follow(new ReadLog(which(task), streams, wanted, raw)).orElseThrow();
  }

  @Test
  void tenMegabytesOfAnythingAreFollowedAsTheyAre() throws Exception {
    TaskRecord task =
        run("for i in 1 2 3 4 5; do head -c 2097152 /dev/urandom; sleep 0.05; done", NONE).task();

    try (LogReading reading = follow(task, ReadLog.Streams.STDOUT, HEAD, true)) {
      byte[] followed = followed(reading, CaptureStream.STDOUT);

      byte[] file =
          Files.readAllBytes(
              engine.store().bundle(TestEngine.name(task)).capture(CaptureStream.STDOUT));
      assertEquals(10 << 20, file.length);
      assertArrayEquals(file, followed);
    }
  }

  @Test
  void aLoudStreamDoesNotSilenceTheOther() throws Exception {
    TaskRecord task = run("yes & sleep 0.2; echo heard >&2; sleep 600", NONE).task();
    try (LogReading reading = follow(task, ReadLog.Streams.BOTH, HEAD, false)) {
      int pieces = 0;
      while (next(reading, LONG).stream() != CaptureStream.STDERR) {
        pieces++;
      }
      assertTrue(pieces > 0);
    }
  }

  @Test
  void bothStreamsAreFollowedToTheEndAndNoFurther() throws Exception {
    TaskRecord task =
        run("for i in $(seq 50); do echo o$i; echo e$i >&2; done; exit 3", NONE).task();
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    try (LogReading reading = follow(task, ReadLog.Streams.BOTH, HEAD, false)) {
      while (!reading.isOver()) {
        Optional<LogPiece> piece = reading.next(LONG);
        piece.ifPresent(
            it ->
                (it.stream() == CaptureStream.STDOUT ? out : err)
                    .append(new String(it.bytes(), StandardCharsets.UTF_8)));
      }
      assertEquals(Optional.empty(), reading.next(LONG));
    }

    assertTrue(poll(which(task)).task().state().isEnded());
    assertEquals(engine.stdout(task), out.toString());
    assertEquals(engine.stderr(task), err.toString());
  }

  @Test
  void followingBeginsWithTheEndOfTheStreamThatIsFollowed() throws Exception {
    TaskRecord task = ended("seq 10 >&2; sleep 0.5; seq 5000");

    try (LogReading errors =
            follow(task, ReadLog.Streams.STDERR, new ReadLog.Wanted.Tail(3), false);
        LogReading out = follow(task, ReadLog.Streams.STDOUT, new ReadLog.Wanted.Tail(2), false);
        LogReading both = follow(task, ReadLog.Streams.BOTH, new ReadLog.Wanted.Tail(4), false);
        LogReading from =
            follow(task, ReadLog.Streams.STDERR, new ReadLog.Wanted.From(18, 0), false)) {
      assertEquals("8\n9\n10\n", new String(followed(errors, CaptureStream.STDERR), UTF_8));
      assertEquals("4999\n5000\n", new String(followed(out, CaptureStream.STDOUT), UTF_8));
      assertEquals(
          "4997\n4998\n4999\n5000\n", new String(followed(both, CaptureStream.STDOUT), UTF_8));
      assertEquals("10\n", new String(followed(from, CaptureStream.STDERR), UTF_8));
    }
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  @Test
  void followingEndsWhenTheTaskIsRemoved() throws Exception {
    TaskRecord task = run("echo x; sleep 0.3", NONE).task();
    try (LogReading reading = follow(task, ReadLog.Streams.BOTH, HEAD, false)) {
      assertEquals("x\n", new String(next(reading, LONG).bytes(), UTF_8));
      engine.end(task);
      TestEngine.await(hob.remove(new RemoveTasks(OWN, List.of(task.id().value()), false)))
          .orElseThrow();

      assertEquals(Optional.empty(), reading.next(LONG));
      assertTrue(reading.isOver());
    }
  }

  @Test
  void aListIsNewestFirstAndAsWasAskedFor() {
    TaskRecord first = ended("true");
    TaskRecord second = ended("exit 1");
    TaskRecord third = run("sleep 600", NONE).task();
    run(requestOf(OTHER, "true"), LONG);
    Scope own = Scope.of(OWN.session());

    TaskPage page = hob.list(ListTasks.of(own)).orElseThrow();

    assertEquals(
        List.of(third.id(), second.id(), first.id()),
        page.tasks().stream().map(TaskRecord::id).toList());
    assertEquals(Map.of("completed", 1, "failed", 1, "running", 1), page.counts().byStatus());
    assertFalse(page.recovering());
    assertEquals(Optional.empty(), page.next());
    assertEquals(List.of(second.id()), ids(list(own, Set.of("failed"), Optional.empty())));
    assertEquals(List.of(), ids(list(own, Set.of("nonsense"), Optional.empty())));
    assertEquals(4, hob.count(Scope.EVERYWHERE).orElseThrow().total());
    assertEquals(1, hob.count(Scope.of(ProjectKey.of("/elsewhere"))).orElseThrow().total());
    TaskPage since =
        hob.list(
                new ListTasks(
                    own,
                    Set.of(),
                    Optional.empty(),
                    Optional.of(second.order().createdAt()),
                    50,
                    Optional.empty()))
            .orElseThrow();
    assertTrue(ids(since).containsAll(List.of(second.id(), third.id())), since.toString());
  }

  private TaskPage list(Scope scope, Set<String> statuses, Optional<String> label) {
    return hob.list(new ListTasks(scope, statuses, label, Optional.empty(), 50, Optional.empty()))
        .orElseThrow();
  }

  private static List<TaskId> ids(TaskPage page) {
    return page.tasks().stream().map(TaskRecord::id).toList();
  }

  @Test
  void pagesTellEachTaskOnceWhileOthersAreMade() {
    Set<TaskId> before = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      before.add(run("true", NONE).task().id());
    }
    List<TaskId> seen = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      TaskPage page =
          hob.list(
                  new ListTasks(
                      Scope.of(OWN.session()),
                      Set.of(),
                      Optional.empty(),
                      Optional.empty(),
                      5,
                      next))
              .orElseThrow();
      seen.addAll(ids(page));
      next = page.next();
      run("true", NONE);
    } while (next.isPresent());

    assertEquals(seen.size(), new HashSet<>(seen).size(), "told twice: " + seen);
    assertTrue(seen.containsAll(before), "lost: " + before + " not in " + seen);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE})
  void anyLimitGivesAtLeastOne(int limit) {
    ended("true");

    TaskPage page =
        hob.list(
                new ListTasks(
                    Scope.EVERYWHERE,
                    Set.of(),
                    Optional.empty(),
                    Optional.empty(),
                    limit,
                    Optional.empty()))
            .orElseThrow();

    assertEquals(1, page.tasks().size());
  }

  @Test
  void whatIsNoNextPageIsRefused() {
    for (String next : List.of("", "1", "x-t1", "1-", "1-../x", "99999999999999999999-t1")) {
      assertEquals(
          RefusalCode.BAD_REQUEST,
          code(
              hob.list(
                  new ListTasks(
                      Scope.EVERYWHERE,
                      Set.of(),
                      Optional.empty(),
                      Optional.empty(),
                      5,
                      Optional.of(next)))),
          next);
    }
  }

  /** Files are the truth: who removes them by hand has removed the task. */
  @Test
  void whatWasRemovedByHandIsNeitherListedNorCountedNorTheLatest() throws Exception {
    TaskRecord stays = ended("echo stays");
    TaskRecord gone = ended("echo gone");
    Path record = engine.store().bundle(TestEngine.name(gone)).record();
    Files.delete(record);

    assertEquals(List.of(stays.id()), ids(hob.list(ListTasks.of(Scope.EVERYWHERE)).orElseThrow()));
    assertEquals(1, hob.count(Scope.EVERYWHERE).orElseThrow().total());
    assertEquals(stays.id(), poll(latest(OWN)).task().id());
  }

  @Test
  void whatHasEndedIsRemovedAndTheRestIsSaid() throws IOException {
    TaskRecord first = ended("head -c 5000 /dev/zero");
    TaskRecord live = run("sleep 600", NONE).task();
    TaskRecord foreign = run(requestOf(OTHER, "true"), LONG).task();
    List<String> ids =
        List.of(
            first.id().value(),
            first.id().value(),
            live.id().value(),
            foreign.id().value(),
            "tnothing00");

    Removed removed = TestEngine.await(hob.remove(new RemoveTasks(OWN, ids, false))).orElseThrow();

    assertEquals(List.of(first.id()), removed.tasks());
    assertTrue(removed.bytes() > 5000, removed.toString());
    assertEquals(
        Set.of(RefusalCode.OUT_OF_ORDER, RefusalCode.FOREIGN_SESSION, RefusalCode.TASK_NOT_FOUND),
        removed.refused().stream().map(Refusal::code).collect(Collectors.toSet()));
    assertEquals(3, removed.refused().size());
    assertFalse(
        Files.exists(engine.store().bundle(TestEngine.name(first)).capture(CaptureStream.STDOUT)));
    assertEquals(RefusalCode.TASK_NOT_FOUND, code(hob.show(which(first))));
    assertTrue(hob.show(which(live)).isOk());
    Removed other =
        TestEngine.await(hob.remove(new RemoveTasks(OWN, List.of(foreign.id().value()), true)))
            .orElseThrow();
    assertEquals(List.of(foreign.id()), other.tasks());
  }

  @Test
  void clearingRemovesWhatHasEndedInTheScopeAndKeepsWhatIsPinned() {
    List<TaskId> ended = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ended.add(run("true", NONE).task().id());
    }
    TaskRecord pinned = ended("true");
    pin(pinned);
    TaskRecord live = run("sleep 600", NONE).task();
    TaskRecord foreign = run(requestOf(OTHER, "true"), LONG).task();
    TestEngine.await(
            hob.await(
                new WaitForTasks(OWN, ended.stream().map(TaskId::value).toList(), false, LONG)))
        .orElseThrow();

    Removed removed = TestEngine.await(hob.clear(Scope.of(OWN.session()))).orElseThrow();

    assertEquals(new HashSet<>(ended), new HashSet<>(removed.tasks()));
    assertEquals(List.of(), removed.refused());
    assertEquals(
        Set.of(pinned.id(), live.id(), foreign.id()),
        new HashSet<>(ids(hob.list(ListTasks.of(Scope.EVERYWHERE)).orElseThrow())));
    assertEquals(
        new Removed(List.of(), 0, List.of()),
        TestEngine.await(hob.clear(Scope.of(OWN.session()))).orElseThrow());
  }

  private void pin(TaskRecord task) {
    RecordWriter writer = new RecordWriter(engine.store(), new Lanes<>(Runnable::run));
    TestEngine.await(
            writer.update(
                TestEngine.name(task), it -> Result.ok(it.with(it.remains().withPinned(true)))))
        .orElseThrow();
  }

  @Test
  void againIsTheSameCommandInTheSameFolderForWhoAsks() {
    RunTask.Wish wish =
        RunTask.Wish.of("echo $A $B; pwd; exit 3", temp.toString(), TestEngine.environment())
            .in(
                new RunTask.Environment(
                    TestEngine.environment().with(Map.of("B", "inherited")),
                    Map.of("A", "set"),
                    List.of(),
                    Set.of()));
    TaskRecord first = ended(RunTask.of(OTHER.own(), wish).labelled(named("server")));

    TaskReply again =
        TestEngine.await(
                hob.again(
                    new RunAgain(which(first), TestEngine.environment(), Optional.of("r"), LONG)))
            .orElseThrow();

    assertNotEquals(first.id(), again.task().id());
    assertEquals(OWN.session(), again.task().session());
    assertEquals("set\n" + temp + "\n", stdout(again));
    assertEquals(Optional.empty(), again.task().order().labels().name());
    TaskReply repeated =
        TestEngine.await(
                hob.again(
                    new RunAgain(which(first), TestEngine.environment(), Optional.of("r"), LONG)))
            .orElseThrow();
    assertEquals(again.task().id(), repeated.task().id());
    assertTrue(repeated.existing());
  }

  @Test
  void whatWasGivenToReadCannotBeGivenAgain() {
    RunTask request =
        RunTask.of(
            TestEngine.OWNERSHIP,
            RunTask.Wish.of("cat", "/tmp", TestEngine.environment())
                .reading(new RunTask.Input.Bytes(new byte[] {'x'})));
    TaskRecord task = ended(request);

    assertEquals(
        RefusalCode.UNSUPPORTED,
        code(
            hob.again(
                new RunAgain(which(task), TestEngine.environment(), Optional.empty(), LONG))));
  }

  @Test
  void whoListensHearsEachStatusInItsOrder() {
    List<String> heard = new CopyOnWriteArrayList<>();
    Changes.Hearing hearing = hob.hear(it -> heard.add(it.id() + " " + it.state().word()));
    TaskRecord task = run("sleep 600", NONE).task();
    TestEngine.await(hob.kill(KillTask.of(which(task)))).orElseThrow();

    hearing.close();
    ended("true");

    assertEquals(
        List.of(task.id() + " running", task.id() + " killing", task.id() + " killed"), heard);
  }

  @Test
  void oneWhoFailsToHearKeepsNoTaskFromEnding() {
    Changes.Hearing hearing =
        hob.hear(
            it -> {
              throw new IllegalStateException("deaf");
            });

    assertEquals("completed", ended("true").state().word());

    hearing.close();
    assertEquals(List.of(), engine.engine().live());
  }
}
