package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.AckNotices;
import dev.hob.api.AgentGone;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.NoticeBlock;
import dev.hob.api.PollTask;
import dev.hob.api.RemoveTasks;
import dev.hob.api.RunTask;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.api.WhichTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.EndStatus;
import dev.hob.model.Labels;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.model.WatchGoal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users of agents have reported of background commands: each test is named after what went
 * wrong for them, and shows that it does not here.
 */
class FieldReportsIT {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration NONE = Duration.ZERO;

  @TempDir private Path temp;
  private TestEngine engine;
  private Hob hob;
  private Agent agent;
  private Agent other;
  private final List<FileChannel> gates = new ArrayList<>();

  @BeforeEach
  void open() {
    engine = TestEngine.in(temp);
    meet();
  }

  private void meet() {
    hob = engine.engine().hob();
    agent = Agent.of(hob, "s1");
    other = Agent.of(hob, "s2");
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
    for (FileChannel gate : gates) {
      gate.close();
    }
  }

  /** As after a crash: another engine finds what this one left on the disk. */
  private void restart() {
    engine.abandon();
    engine = TestEngine.in(temp);
    meet();
  }

  private RunTask request(Agent of, String command) {
    return RunTask.of(
        of.caller().own(), RunTask.Wish.of(command, "/tmp", TestEngine.environment()));
  }

  private TaskReply run(Agent of, String command, Duration longest) {
    return TestEngine.await(hob.run(request(of, command), longest)).orElseThrow();
  }

  private TaskRecord start(String command) {
    return run(agent, command, NONE).task();
  }

  private TaskRecord ended(String command) {
    return engine.end(start(command));
  }

  private TaskReply poll(TaskRecord task) {
    return TestEngine.await(hob.poll(new PollTask(which(agent, task), Optional.empty(), NONE, 0)))
        .orElseThrow();
  }

  private static WhichTask which(Agent of, TaskRecord task) {
    return WhichTask.of(of.caller(), task.id().value());
  }

  private static String completion(String command, String status) {
    return "completion of " + command + ": " + status;
  }

  /** A pipe at which commands wait until its end is there. */
  private Path gate(String name) {
    Path gate = temp.resolve(name);
    try {
      new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
      return gate;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String until(Path gate) {
    return "read x < " + gate;
  }

  /** For all who wait, and who come later; it stays open until the test has ended. */
  private void open(Path gate) {
    try {
      FileChannel opened =
          FileChannel.open(gate, StandardOpenOption.READ, StandardOpenOption.WRITE);
      gates.add(opened);
      opened.write(ByteBuffer.wrap("\n".repeat(1000).getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isDeliveredOnDisk(TaskRecord task) {
    return engine.onDisk(task).remains().delivery().delivered();
  }

  /* ---- never told ---- */

  @Test
  void theSecondOfTwoConcurrentTasksWasSilent() {
    Path gate = gate("both");
    start(until(gate) + "; exit 1");
    start(until(gate) + "; exit 2");
    CompletableFuture<NoticeBlock> waiting = agent.asks(LONG);

    open(gate);

    Set<String> told = new HashSet<>(Agent.shown(TestEngine.await(waiting)));
    assertEquals(2, told.size(), told.toString());
  }

  @Test
  void anIdleSessionWasNotWoken() {
    CompletableFuture<NoticeBlock> waiting = agent.asks(LONG);
    start("exit 3");

    assertEquals(List.of(completion("exit 3", "failed")), Agent.shown(TestEngine.await(waiting)));
  }

  @Test
  void aBackgroundTaskEndedSilently() {
    TaskRecord task = ended("kill -SEGV $$");

    assertEquals(List.of(completion("kill -SEGV $$", "failed")), agent.isTold());
    TestEngine.awaitThat(() -> isDeliveredOnDisk(task), () -> engine.onDisk(task).toString());
  }

  @Test
  void thirtyOneOfManyNoticesWereRemovedFromTheQueueUndelivered() {
    int many = 60;
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < many; i++) {
      ended("exit 0 # " + i);
      expected.add(completion("exit 0 # " + i, "completed"));
    }

    assertEquals(expected, new HashSet<>(agent.isTold()));
  }

  @Test
  void aDeliveryThatFailedWasSwallowed() {
    ended("exit 0");
    hob.release(agent.looks().offer());

    assertEquals(List.of(completion("exit 0", "completed") + ", again"), agent.isTold());
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void aFinishedChildAgentCouldNotReachItsParent() {
    Agent child = Agent.of(hob, "s1", Optional.of("child"));
    engine.end(run(child, "exit 4", NONE).task());

    assertEquals(List.of(), agent.isTold(), "the child is there, and it is the child's");
    assertEquals(List.of(completion("exit 4", "failed")), child.peeks());

    engine.engine().hob().release(child.looks().offer());
    TestEngine.await(hob.agentGone(new AgentGone(child.caller().session(), "child"))).orElseThrow();

    assertEquals(List.of(completion("exit 4", "failed") + ", again"), agent.isTold());
  }

  @Test
  void theDeathOfTheAgentsHostLostWhatWasToBeTold() {
    ended("exit 5");
    restart();

    assertEquals(List.of(completion("exit 5", "failed")), agent.isTold());
  }

  @Test
  void whatEndedWhileTheHostWasAwayWasNeverTold() {
    Path gate = gate("away");
    TaskRecord task = start(until(gate) + "; exit 6");
    engine.abandon();
    open(gate);
    TestEngine.awaitThat(
        () -> TestEngine.read(marker(task)).startsWith("6"), () -> "the command goes on");
    engine = TestEngine.in(temp);
    meet();

    assertEquals(1, agent.waits().notices().size());
  }

  private Path marker(TaskRecord task) {
    return engine.store().bundle(TestEngine.name(task)).exitMarker();
  }

  @Test
  void aWatcherWasLostWithTheHost() {
    Path gate = gate("watched");
    TaskRecord task = start(until(gate) + "; echo now it is ready; sleep 60");
    watch(task, "it is ready");
    restart();

    open(gate);

    assertEquals("match", agent.waits().notices().get(0).id().kind().word());
  }

  private void watch(TaskRecord task, String pattern) {
    WatchGoal goal = new WatchGoal.Output(pattern, false, false, Optional.empty(), 0, 0);
    TestEngine.await(
            hob.watch(
                new WatchTask(
                    which(agent, task),
                    new WatchTask.Watched(goal, new WatchTask.From.Start()),
                    false)))
        .orElseThrow();
  }

  /* ---- told again, or told to others ---- */

  @Test
  void aResultThatABlockingCallHadReadWasAnnouncedAgain() {
    TaskReply reply = run(agent, "echo done", LONG);
    agent.had(reply.offer());

    assertTrue(reply.task().state().isEnded());
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void remindersWentOnAfterTheOutputWasRead() {
    TaskReply reply = poll(ended("echo read me"));
    assertEquals(1, reply.offer().notices().size());
    agent.had(reply.offer());

    assertEquals(List.of(), agent.isTold());
    assertTrue(poll(reply.task()).offer().isNone(), "and nothing is left to prove");
  }

  @Test
  void aPollWhoseReplyWasLostTookTheNoticeAlong() {
    TaskReply lost = poll(ended("exit 0"));
    hob.release(lost.offer());

    assertEquals(List.of(completion("exit 0", "completed") + ", again"), agent.isTold());
  }

  @Test
  void aPollJustAtTheEndToldItAndThenItCameAgain() {
    for (int i = 0; i < 20; i++) {
      TaskRecord task = start("echo x; exit 0 # " + i);
      TaskReply reply = poll(task);
      while (!reply.task().state().isEnded()) {
        reply = poll(task);
      }

      assertEquals(1, reply.offer().notices().size(), "round " + i);
      agent.had(reply.offer());
    }
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void theQueuedAndTheDeliveredCopyBothArrived() {
    Path gate = gate("copies");
    TaskRecord task = start(until(gate));
    CompletableFuture<NoticeBlock> waiting = agent.asks(Duration.ofSeconds(2));
    CompletableFuture<Result<Waited>> waits =
        hob.await(new WaitForTasks(agent.caller(), List.of(task.id().value()), false, LONG));

    open(gate);

    Waited waited = TestEngine.await(waits).orElseThrow();
    agent.had(waited.offer());
    assertEquals(1, waited.offer().notices().size(), "the call that waits for it is told");
    assertEquals(List.of(), Agent.shown(TestEngine.await(waiting)), "and nobody else");
  }

  @Test
  void aNoticeWasReplayedToOtherSessionsAndProjects() {
    ended("exit 0");

    assertEquals(List.of(), other.isTold());
    assertEquals(List.of(), Agent.of(hob, "s1", Optional.of("a stranger's agent")).isTold());
    assertEquals(List.of(completion("exit 0", "completed")), agent.isTold());
  }

  @Test
  void anotherSessionCouldConfirmWhatItWasNeverTold() {
    TaskRecord task = ended("exit 0");

    int refused =
        TestEngine.await(
                hob.acknowledge(
                    new AckNotices(other.caller(), List.of(task.id() + ".completion.1"))))
            .orElseThrow()
            .refused()
            .size();

    assertEquals(1, refused);
    assertEquals(List.of(completion("exit 0", "completed")), agent.isTold());
  }

  @Test
  void everyFinishedCommandWasAnnouncedAgainOnReconnect() {
    for (int i = 0; i < 5; i++) {
      ended("exit 0 # " + i);
    }
    assertEquals(5, agent.isTold().size());

    restart();

    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void oldNoticesWereReplayedAfterCompactionAndResume() {
    ended("exit 0");
    assertEquals(1, agent.isTold().size());

    for (int resume = 0; resume < 3; resume++) {
      assertEquals(List.of(), Agent.of(hob, "s1").isTold());
      restart();
    }
  }

  @Test
  void aResumedSessionWasNotToldWhatHadEndedMeanwhileOrToldTwice() {
    ended("exit 0 # before");
    restart();
    ended("exit 0 # after");

    assertEquals(
        List.of(
            completion("exit 0 # before", "completed"), completion("exit 0 # after", "completed")),
        agent.isTold());
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void finishedJobsWereRemindedOfForEver() {
    ended("exit 0");
    int told = 0;
    for (int turn = 0; turn < 20; turn++) {
      NoticeBlock block = agent.looks();
      told += block.notices().size();
      hob.release(block.offer());
    }

    assertTrue(told <= 3, "a deaf agent was reminded " + told + " times in a moment");
  }

  @Test
  void noCompletionRecordWasRepeatedAtEveryTurn() throws Exception {
    TaskRecord task = start("sleep 60");
    long wrapper = LiveTask.wrapperOf(engine.show(task).state()).orElseThrow().pid();
    new ProcessBuilder("kill", "-KILL", Long.toString(wrapper)).start().waitFor();

    assertEquals(1, agent.waits().notices().size());
    NoticeBlock again = agent.looks();
    assertEquals(0, again.notices().size());
  }

  @Test
  void aNoticeWasRepeatedForHoursAfterItsTaskHadLeftTheRegistry() {
    TaskRecord task = ended("exit 0");
    remove(task);

    NoticeBlock block = agent.looks();

    assertEquals(List.of(), block.notices());
    assertEquals(1, block.expired(), "that it will not be told is told, once");
    assertEquals(0, agent.looks().expired());
    restart();
    assertEquals(List.of(), agent.isTold());
  }

  private void remove(TaskRecord task) {
    TestEngine.await(hob.remove(new RemoveTasks(agent.caller(), List.of(task.id().value()), false)))
        .orElseThrow();
  }

  /* ---- told wrongly ---- */

  @Test
  void killedWasShownAsCompleted() {
    TaskRecord task = start("trap 'exit 0' TERM; while :; do sleep 0.05; done");
    TaskReply killed =
        TestEngine.await(
                hob.kill(
                    new KillTask(which(agent, task), Optional.empty(), Optional.empty(), false)))
            .orElseThrow();
    hob.release(killed.offer());

    NoticeBlock block = agent.looks();

    assertEquals("killed", block.notices().get(0).task().state().word());
    assertTrue(block.text().contains("killed"), block.text());
  }

  @Test
  void aCommandThatWasKilledFromOutsideWasReportedAsExitZero() {
    ended("kill -KILL $$");

    NoticeBlock block = agent.looks();

    assertTrue(block.text().contains("killed by signal 9"), block.text());
    assertFalse(block.text().contains("exit 0"), block.text());
  }

  @Test
  void aNoticeSaidCompletedWhileTheCommandWasRunning() {
    Path gate = gate("still");
    TaskRecord task = start("echo I am done; " + until(gate));
    engine.awaitStdout(task, "done");

    assertEquals(List.of(), agent.peeks());
    open(gate);
    NoticeBlock block = agent.waits();

    assertEquals(EndStatus.COMPLETED.word(), engine.onDisk(task).state().word());
    assertEquals(EndStatus.COMPLETED.word(), block.notices().get(0).task().state().word());
  }

  @Test
  void stillRunningWasToldWhenItHadEndedLongAgo() {
    Path gate = gate("stale");
    TaskRecord task = start(until(gate));
    watchRunning(task, Duration.ofMillis(100));
    TestEngine.awaitThat(
        () -> agent.peeks().stream().anyMatch(it -> it.startsWith("still_running")),
        () -> "it is not told to be running");
    open(gate);
    engine.end(task);

    assertEquals(List.of(completion(until(gate), "completed")), agent.isTold());
  }

  private void watchRunning(TaskRecord task, Duration after) {
    TestEngine.await(
            hob.watch(
                new WatchTask(
                    which(agent, task),
                    new WatchTask.Watched(
                        new WatchGoal.StillRunning(after), new WatchTask.From.Now()),
                    false)))
        .orElseThrow();
  }

  /* ---- starts ---- */

  @Test
  void aCommandThatEndedBeforeTheReplyToItsStartWasNeverToldOrTwice() {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TaskReply reply = run(agent, "exit 0 # " + i, NONE);
      agent.had(reply.offer());
      engine.end(reply.task());
      told.addAll(agent.isTold());
      reply.offer().notices().forEach(it -> told.add("in the reply"));
    }

    assertEquals(20, told.size(), told.toString());
  }

  @Test
  void aStartWhoseReplyWasLostRanTwiceOrWasToldTwice() {
    RunTask request = request(agent, "echo once").labelled(Labels.ofRequest("r1"));
    TaskRecord first = TestEngine.await(hob.run(request, NONE)).orElseThrow().task();
    engine.end(first);
    restart();

    TaskReply again = TestEngine.await(hob.run(request, LONG)).orElseThrow();
    agent.had(again.offer());

    assertEquals(first.id(), again.task().id());
    assertEquals(List.of(), agent.isTold());
    assertEquals("once\n", engine.stdout(first));
  }

  @Test
  void aTaskThatNobodyWantedToHearOfWasAnnounced() {
    RunTask request = request(agent, "exit 0").unnotified();
    engine.end(TestEngine.await(hob.run(request, NONE)).orElseThrow().task());

    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void switchingRemindersOffSwitchedOffWhatWasAskedForToo() {
    RunTask request = request(agent, "sleep 0.3; echo the word").unnotified();
    TaskRecord task = TestEngine.await(hob.run(request, NONE)).orElseThrow().task();
    watch(task, "the word");

    assertEquals(List.of("match"), kinds(agent.waits()));
    engine.end(task);
    restart();
    assertEquals(List.of("match"), kinds(agent.looks()), "it was not acknowledged");
  }

  private static List<String> kinds(NoticeBlock block) {
    return block.notices().stream().map(it -> it.id().kind().word()).toList();
  }

  /* ---- floods ---- */

  @Test
  void eachOfManyThatEndedTogetherWokeTheAgentByItself() throws Exception {
    engine.close();
    engine =
        TestEngine.in(
            temp,
            RunningEngine.Options.DEFAULT.limited(
                new EngineLimits(600, 600, Duration.ofSeconds(5))));
    meet();
    int many = 500;
    Path gate = gate("flood");
    for (int i = 0; i < many; i++) {
      start(until(gate));
    }
    CompletableFuture<NoticeBlock> waiting = agent.asks(LONG);

    open(gate);

    NoticeBlock block = TestEngine.await(waiting);
    System.out.println(
        many
            + " ends: the first wake told of "
            + block.notices().size()
            + "; more: "
            + block.more());
    Set<String> told = new HashSet<>();
    int wakes = 0;
    while (told.size() < many) {
      wakes++;
      block.notices().forEach(it -> assertTrue(told.add(it.id().toString()), it.toString()));
      agent.hadAll(block);
      assertTrue(block.text().length() < 10_000, "a hook takes no more");
      block = told.size() < many ? agent.waits() : block;
    }
    System.out.println(many + " ends were told in " + wakes + " wakes");
    assertEquals(List.of(), agent.isTold());
  }

  @Test
  void upToTenEndsInOneBlockFloodedTheContext() {
    for (int i = 0; i < 10; i++) {
      ended("seq 1 1000; printf '%0500d\\n' 7 >&2; exit " + i);
    }

    NoticeBlock block = agent.looks();

    assertEquals(10, block.notices().size());
    assertTrue(block.text().length() < 1000, block.text().length() + ": " + block.text());
    for (int i = 1; i < 10; i++) {
      assertTrue(block.text().contains("exit " + i), block.text());
    }
  }

  @Test
  void theEndOfTheOutputWhereTheErrorIsWasCutOff() {
    ended("seq 1 100000; echo 'FAILED: the reason' >&2; exit 1");

    NoticeBlock block = agent.looks();

    assertTrue(block.text().contains("FAILED: the reason"), block.text());
    assertTrue(block.text().length() < 1000, block.text());
  }
}
