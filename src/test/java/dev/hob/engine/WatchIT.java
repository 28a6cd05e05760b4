package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.Hob;
import dev.hob.api.NoticeBlock;
import dev.hob.api.PollTask;
import dev.hob.api.Readiness;
import dev.hob.api.RunTask;
import dev.hob.api.TaskNotice;
import dev.hob.api.TaskReply;
import dev.hob.api.Unwatch;
import dev.hob.api.WaitForTasks;
import dev.hob.api.WaitForTasks.Until;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.api.WatchTask.From;
import dev.hob.api.WatchTask.Watched;
import dev.hob.api.Watching;
import dev.hob.api.WhichTask;
import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent.Match;
import dev.hob.model.NoticeKind;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What watches find, in real output of real commands, and when. */
class WatchIT {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration NONE = Duration.ZERO;

  @TempDir private Path temp;
  private TestEngine engine;
  private Hob hob;
  private Agent agent;

  @BeforeEach
  void open() {
    engine = TestEngine.in(temp);
    meet();
  }

  private void meet() {
    hob = engine.engine().hob();
    agent = Agent.of(hob, TestEngine.SESSION.value());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void restart() {
    engine.abandon();
    engine = TestEngine.in(temp);
    meet();
  }

  private TaskRecord start(String command) {
    return engine.start(command);
  }

  private WhichTask which(TaskRecord task) {
    return WhichTask.of(agent.caller(), task.id().value());
  }

  private static WatchGoal.Output text(String pattern) {
    return new WatchGoal.Output(pattern, false, false, Optional.empty(), 0, 0);
  }

  private static WatchGoal.Output regex(String pattern) {
    return new WatchGoal.Output(pattern, true, false, Optional.empty(), 0, 0);
  }

  private static WatchGoal.Output every(String pattern) {
    return new WatchGoal.Output(pattern, false, true, Optional.empty(), 0, 0);
  }

  private Result<Watching> tryToWatch(TaskRecord task, WatchGoal goal, From from) {
    return TestEngine.await(hob.watch(new WatchTask(which(task), new Watched(goal, from), false)));
  }

  private Watching watch(TaskRecord task, WatchGoal goal, From from) {
    return tryToWatch(task, goal, from).orElseThrow();
  }

  private Watching watch(TaskRecord task, WatchGoal goal) {
    return watch(task, goal, new From.Start());
  }

  /** The next thing that is told, which came. */
  private List<TaskNotice> next() {
    NoticeBlock block = agent.waits();
    agent.hadAll(block);
    return block.notices();
  }

  private Match nextMatch() {
    return next().stream().flatMap(it -> it.match().stream()).findFirst().orElseThrow();
  }

  private List<String> kindsUntilTheEnd() {
    List<String> kinds = new ArrayList<>();
    while (!kinds.contains("completion")) {
      next().forEach(it -> kinds.add(it.id().kind().word()));
    }
    return kinds;
  }

  private void type(TaskRecord task, String text) {
    TestEngine.await(
            engine.engine().write(TestEngine.name(task), text.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  /** Says what is typed. */
  private TaskRecord parrot() {
    return reads("exec cat");
  }

  private TaskRecord reads(String command) {
    RunTask request =
        RunTask.of(
            TestEngine.OWNERSHIP,
            RunTask.Wish.of(command, "/tmp", TestEngine.environment())
                .reading(new RunTask.Input.Open()));
    return engine.start(request);
  }

  @Test
  void whatWasSaidBeforeTheWatchWasSetUpIsFound() {
    TaskRecord task = start("echo listening on 8080; sleep 60");
    engine.awaitStdout(task, "8080");
    watch(task, text("listening on"));

    Match match = nextMatch();

    assertEquals("listening on 8080", match.text());
    assertEquals(0, match.offset());
    assertEquals(Optional.of(CaptureStream.STDOUT), match.stream());
  }

  @Test
  void whatWasSaidBeforeIsNotFoundByWhoWantsToKnowFromNowOn() {
    TaskRecord task = parrot();
    type(task, "word one\n");
    engine.awaitStdout(task, "one");
    watch(task, text("word"), new From.Now());
    type(task, "word two\n");

    assertEquals("word two", nextMatch().text());
  }

  @Test
  void onlyWhatFollowsAPositionIsFound() {
    TaskRecord task = start("printf 'a word\\nanother word\\n'; sleep 60");
    WatchGoal goal =
        new WatchGoal.Output("word", false, false, Optional.of(CaptureStream.STDOUT), 7, 7);
    watch(task, goal, new From.There());

    assertEquals(15, nextMatch().offset());
  }

  @Test
  void aPositionNeedsAStream() {
    TaskRecord task = start("sleep 60");

    assertEquals(
        RefusalCode.BAD_REQUEST, refused(tryToWatch(task, text("x"), new From.There())).code());
  }

  private static Refusal refused(Result<?> result) {
    return result.fold(
        it -> {
          throw new AssertionError("was accepted: " + it);
        },
        it -> it);
  }

  @Test
  void aPromptWithoutANewlineIsFound() {
    TaskRecord task = start("printf 'Password: ' >&2; sleep 60");
    watch(task, text("Password:"));
    Match match = nextMatch();
    assertEquals(Optional.of(CaptureStream.STDERR), match.stream());

    TaskRecord other = start("printf 'Continue? [y/n] '; sleep 60");
    watch(other, regex("\\[y/n\\]\\s*$"));
    assertEquals("Continue? [y/n]", nextMatch().text().strip());
  }

  @Test
  void aMatchInTheLastBytesIsAMatchAndComesBeforeTheEnd() {
    for (int i = 0; i < 30; i++) {
      TaskRecord task = reads("read x; printf 'the very end'");
      type(task, "\n");
      Result<Watching> watching = tryToWatch(task, text("very end"), new From.Start());
      boolean inTime = watching.isOk();

      assertEquals(
          inTime ? List.of("match", "completion") : List.of("completion"),
          kindsUntilTheEnd(),
          () -> "round with a watch: " + inTime);
    }
  }

  @Test
  void whoWaitsInVainIsToldSoWithTheEnd() {
    TaskRecord task = start("read x < /dev/null; exit 3");
    Result<Watching> watching = tryToWatch(task, text("never said"), new From.Start());
    boolean inTime = watching.isOk();

    assertEquals(
        inTime ? List.of("watch_ended", "completion") : List.of("completion"), kindsUntilTheEnd());
  }

  @Test
  void anEndedTaskIsWatchedNoMore() {
    TaskRecord task = engine.run("echo x");

    assertEquals(
        RefusalCode.TASK_ENDED, refused(tryToWatch(task, text("x"), new From.Start())).code());
  }

  @Test
  void aWatchOfARemovedNumberIsRefusedAndOneThatIsThereIsRemoved() {
    TaskRecord task = parrot();
    Watching watching = watch(task, text("word"));
    TestEngine.await(hob.unwatch(new Unwatch(which(task), watching.watch().toString())))
        .orElseThrow();
    type(task, "word\n");
    engine.awaitStdout(task, "word");

    assertEquals(
        RefusalCode.BAD_REQUEST,
        refused(TestEngine.await(hob.unwatch(new Unwatch(which(task), "w9")))).code());
    assertEquals(List.of(), Agent.shown(TestEngine.await(agent.asks(SHORT))));
  }

  @Test
  void whatAWatchMayNotBeIsRefused() {
    TaskRecord task = start("sleep 60");
    List<WatchGoal> bad =
        List.of(
            text(""),
            regex("("),
            regex("(a)\\1"),
            text("x".repeat(1 << 20)),
            new WatchGoal.Port("localhost", 0),
            new WatchGoal.FileThere("relative"),
            new WatchGoal.Quiet(NONE),
            new WatchGoal.StillRunning(Duration.ofDays(1000)));

    for (WatchGoal goal : bad) {
      assertEquals(
          RefusalCode.BAD_REQUEST,
          refused(tryToWatch(task, goal, new From.Start())).code(),
          goal.words());
    }
  }

  @Test
  void everyMatchIsToldAndAFloodOfThemTogether() {
    int many = 5000;
    TaskRecord task = start("seq 1 " + many + " | sed 's/$/ word/'; exit 0");
    watch(task, every("word"));
    long matches = 0;
    int notices = 0;
    boolean over = false;
    while (!over) {
      for (TaskNotice notice : next()) {
        notices += notice.match().isPresent() ? 1 : 0;
        matches += notice.match().map(it -> 1 + it.more()).orElse(0L);
        over |= notice.match().isEmpty();
      }
    }

    assertEquals(many, matches);
    assertTrue(notices < 30, notices + " notices");
  }

  @Test
  void afterARestartAWatchRepeatsNothingAndSkipsNothing() {
    TaskRecord task = parrot();
    watch(task, every("word"));
    List<String> found = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      type(task, "noise\nword " + round + " a\nword " + round + " b\n");
      while (found.size() < 2 * round + 2) {
        next().forEach(it -> found.add(it.match().orElseThrow().text()));
      }
      restart();
    }
    engine.abandon();
    engine = TestEngine.in(temp);
    meet();

    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      expected.add("word " + round + " a");
      expected.add("word " + round + " b");
    }
    assertEquals(expected, found);
    assertEquals(List.of(), Agent.shown(TestEngine.await(agent.asks(SHORT))));
  }

  /** What is held back of both streams is told with a match of one of them. */
  @Test
  void afterARestartNeitherStreamIsCountedAgain() throws IOException {
    int many = 80;
    Path gate = temp.resolve("gate");
    TaskRecord task =
        start(
            "for i in $(seq "
                + many / 2
                + "); do echo word; echo word >&2; done; "
                + "until [ -e '"
                + gate
                + "' ]; do sleep 0.1; done");
    watch(task, every("word"));
    long counted = 0;
    while (counted < many) {
      counted +=
          next().stream().flatMap(it -> it.match().stream()).mapToLong(it -> 1 + it.more()).sum();
    }
    restart();
    Files.createFile(gate);

    List<TaskNotice> rest = next();

    assertEquals(many, counted);
    assertEquals(List.of(NoticeKind.COMPLETION), rest.stream().map(it -> it.id().kind()).toList());
  }

  @Test
  void whatWasSaidWhileNobodyLookedIsFound() {
    TaskRecord task =
        start("read x < /dev/null; sleep 1; echo word one; sleep 0.2; echo word two; exit 0");
    watch(task, every("word"));
    engine.abandon();
    TestEngine.awaitThat(
        () -> TestEngine.read(marker(task)).startsWith("0"), () -> "it goes on by itself");
    engine = TestEngine.in(temp);
    meet();

    List<String> said = new ArrayList<>();
    boolean over = false;
    while (!over || said.size() < 2) {
      for (TaskNotice notice : next()) {
        notice.match().ifPresent(it -> said.add(it.text()));
        over |= notice.match().isEmpty();
      }
    }
    assertEquals(List.of("word one", "word two"), said);
  }

  private Path marker(TaskRecord task) {
    return engine.store().bundle(TestEngine.name(task)).exitMarker();
  }

  @Test
  void aCatastrophicPatternStallsNothing() {
    TaskRecord task = start("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo done; sleep 60");
    watch(task, regex("(x+x+)+y"));
    watch(task, regex("(x|x)*z$"));
    watch(task, text("done"));

    assertEquals("done", nextMatch().text());
  }

  @Test
  void aPortAFileAndSilenceAreNoticed() throws IOException {
    TaskRecord task = start("echo x; sleep 60");
    Path file = temp.resolve("a file\nwith a newline");
    watch(task, new WatchGoal.FileThere(file.toString()));
    Files.createFile(file);
    assertTrue(nextMatch().text().contains("a file"));

    watch(task, new WatchGoal.Quiet(Duration.ofMillis(300)));
    assertEquals("no output for 0.3 s", nextMatch().text());

    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      watch(task, new WatchGoal.Port("localhost", server.getLocalPort()));
      assertTrue(nextMatch().text().contains("port " + server.getLocalPort()));
    }

    watch(task, new WatchGoal.StillRunning(Duration.ofMillis(50)));
    assertEquals("still_running", next().get(0).id().kind().word());
    watch(task, new WatchGoal.FirstOutput());
    assertEquals("it has begun to speak", nextMatch().text());
  }

  @Test
  void aTaskIsReadyWhenItsWatchSaysSo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RunTask request =
        TestEngine.request("sleep 60").readyWhen(new WatchGoal.Port("localhost", port));
    TaskReply reply = TestEngine.await(hob.run(request, NONE)).orElseThrow();
    assertEquals(Optional.of(Readiness.STARTING), reply.readiness());

    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Waited waited = until(reply.task(), new Until.Ready(), LONG);
      assertTrue(waited.satisfied(), server.toString());
      assertEquals(Optional.of(Readiness.READY), readiness(reply.task()));
    }
    TestEngine.awaitThat(
        () -> readiness(reply.task()).equals(Optional.of(Readiness.UNREADY)),
        () -> "its port is closed, and it is " + readiness(reply.task()));
    restart();
    TestEngine.awaitThat(
        () -> readiness(reply.task()).equals(Optional.of(Readiness.UNREADY)),
        () -> "after a restart it is " + readiness(reply.task()));
  }

  private Optional<Readiness> readiness(TaskRecord task) {
    return TestEngine.await(hob.poll(PollTask.of(which(task)))).orElseThrow().readiness();
  }

  private Waited until(TaskRecord task, Until until, Duration longest) {
    return TestEngine.await(
            hob.await(
                new WaitForTasks(
                    agent.caller(),
                    List.of(task.id().value()),
                    false,
                    longest,
                    Optional.of(until))))
        .orElseThrow();
  }

  private static Until untilSaid(String pattern) {
    return new Until.Goal(new Watched(text(pattern), new From.Start()));
  }

  @Test
  void aCallWaitsForWordsAndIsToldThem() {
    TaskRecord task = parrot();
    CompletableFuture<Result<Waited>> waiting =
        hob.await(
            new WaitForTasks(
                agent.caller(),
                List.of(task.id().value()),
                false,
                LONG,
                Optional.of(untilSaid("ready"))));
    type(task, "getting ready\n");

    Waited waited = TestEngine.await(waiting).orElseThrow();

    assertTrue(waited.satisfied());
    assertEquals("getting ready", waited.found().get(0).match().text());
    assertEquals(task.id(), waited.running().get(0).task());
  }

  @Test
  void aCallThatWaitsForWordsIsOverWithTheTask() {
    TaskRecord task = start("echo said at last");

    assertTrue(until(task, untilSaid("at last"), LONG).satisfied());
    engine.end(task);
    assertTrue(until(task, untilSaid("at last"), LONG).satisfied(), "an ended one is looked at");
    Waited never = until(task, untilSaid("something else"), LONG);
    assertFalse(never.satisfied());
    assertEquals(List.of(), never.running());
  }

  @Test
  void aWaitForWordsIsBoundedAndLeavesNothingBehind() {
    TaskRecord task = start("sleep 60");

    Waited waited = until(task, untilSaid("x"), SHORT);

    assertFalse(waited.satisfied());
    assertEquals(1, waited.running().size());
    type(parrot(), "x\n");
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void aWaitForWhatCannotBeIsRefusedAndStopsNobodyElse() {
    TaskRecord task = start("echo x; sleep 60");
    List<WatchGoal> bad =
        List.of(
            regex("("),
            text(""),
            new WatchGoal.FileThere("/tmp/\ud800x"),
            new WatchGoal.FileThere("relative"),
            new WatchGoal.Port("localhost", 70_000));
    for (WatchGoal goal : bad) {
      Result<Waited> waited =
          TestEngine.await(
              hob.await(
                  new WaitForTasks(
                      agent.caller(),
                      List.of(task.id().value()),
                      false,
                      LONG,
                      Optional.of(new Until.Goal(new Watched(goal, new From.Start()))))));
      assertEquals(RefusalCode.BAD_REQUEST, refused(waited).code(), goal.words());
    }

    watch(task, new WatchGoal.Quiet(Duration.ofMillis(100)));
    assertEquals("no output for 0.1 s", nextMatch().text());
  }

  @Test
  void onlyItsOwnWatchDecidesWhetherATaskIsReady() {
    RunTask request = TestEngine.request("echo listening; sleep 60").readyWhen(text("listening"));
    TaskRecord task = TestEngine.await(hob.run(request, NONE)).orElseThrow().task();
    assertTrue(until(task, new Until.Ready(), LONG).satisfied());

    Until port = new Until.Goal(new Watched(new WatchGoal.Port("localhost", 1), new From.Start()));
    assertFalse(until(task, port, Duration.ofMillis(500)).satisfied());
    assertEquals(Optional.of(Readiness.READY), readiness(task));

    TaskRecord other =
        TestEngine.await(hob.run(TestEngine.request("sleep 60").readyWhen(text("never")), NONE))
            .orElseThrow()
            .task();
    TestEngine.await(hob.unwatch(new Unwatch(which(other), "w1"))).orElseThrow();
    TestEngine.awaitThat(() -> readiness(other).isEmpty(), () -> "it is " + readiness(other));
  }

  @Test
  void aFileThatIsMadeJustBeforeTheEndIsThere() {
    Path file = temp.resolve("made");
    TaskRecord task = start("sleep 0.3; touch " + file);

    assertTrue(
        until(
                task,
                new Until.Goal(
                    new Watched(new WatchGoal.FileThere(file.toString()), new From.Start())),
                LONG)
            .satisfied());
  }

  @Test
  void fromNowIsFromTheEndOfThatStream() {
    TaskRecord task = reads("seq 1 2000; read x; echo HELLO >&2; sleep 60");
    engine.awaitStdout(task, "2000");
    WatchGoal goal =
        new WatchGoal.Output("HELLO", false, false, Optional.of(CaptureStream.STDERR), 0, 0);
    CompletableFuture<Result<Waited>> waiting =
        hob.await(
            new WaitForTasks(
                agent.caller(),
                List.of(task.id().value()),
                false,
                LONG,
                Optional.of(new Until.Goal(new Watched(goal, new From.Now())))));
    type(task, "\n");

    assertTrue(TestEngine.await(waiting).orElseThrow().satisfied());
  }

  @Test
  void whatNothingDecidesIsNotWaitedForToBeReady() {
    TaskRecord task = start("sleep 60");

    Result<Waited> waited =
        TestEngine.await(
            hob.await(
                new WaitForTasks(
                    agent.caller(),
                    List.of(task.id().value()),
                    false,
                    LONG,
                    Optional.of(new Until.Ready()))));

    assertEquals(RefusalCode.BAD_REQUEST, refused(waited).code());
  }

  @Test
  void tooManyWatchesAreRefused() {
    TaskRecord task = start("sleep 60");
    for (int i = 0; i < Watches.MOST_OF_A_TASK; i++) {
      watch(task, text("x" + i));
    }

    Result<Watching> more = tryToWatch(task, text("one more"), new From.Start());

    assertEquals(RefusalCode.TOO_MANY_TASKS, refused(more).code());
  }

  @Test
  void aTruncationIsPassedOverAndWhatFollowsIsFound() {
    TaskRecord task =
        start(
            "exec 2>/dev/null; seq 1 20000; : > /dev/stdout; sleep 0.5; echo after the gap; sleep 60");
    watch(task, text("after the gap"));

    assertEquals("after the gap", nextMatch().text());
  }
}
