package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.api.AgentGone;
import dev.hob.api.EndSession;
import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.ListTasks;
import dev.hob.api.NoticeBlock;
import dev.hob.api.ProcessClue;
import dev.hob.api.RegisterSession;
import dev.hob.api.RunTask;
import dev.hob.api.Scope;
import dev.hob.api.SessionRow;
import dev.hob.api.WhichTask;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.SessionKey;
import dev.hob.model.SessionSource;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who speaks for whom, and what becomes of a session's tasks and notices. */
class SessionsIT {
  @TempDir private Path temp;
  private TestEngine engine;
  private Hob hob;
  private Process harness;

  @BeforeEach
  void open() throws IOException {
    meet();
    harness = new ProcessBuilder("sh", "-c", "sleep 100 & wait").start();
  }

  private void meet() {
    engine = TestEngine.in(temp);
    hob = engine.engine().hob();
  }

  @AfterEach
  void close() {
    harness.descendants().forEach(ProcessHandle::destroyForcibly);
    harness.destroyForcibly();
    engine.close();
  }

  private void restart() {
    engine.abandon();
    meet();
  }

  private Agent agent(String session) {
    return Agent.of(hob, session);
  }

  private Result<SessionRow> tryToRegister(String session, SessionSource source, long pid) {
    return TestEngine.await(
        hob.register(
            new RegisterSession(
                new SessionKey(session),
                "my-agent",
                source,
                Optional.of(new ProcessClue(pid, Optional.empty())))));
  }

  private SessionRow register(String session, SessionSource source) {
    return tryToRegister(session, source, harness.pid()).orElseThrow();
  }

  private TaskRecord start(String session, String command) {
    RunTask request =
        RunTask.of(
            agent(session).caller().own(),
            RunTask.Wish.of(command, "/tmp", TestEngine.environment()));
    return TestEngine.await(hob.run(request, Duration.ZERO)).orElseThrow().task();
  }

  private Optional<String> sessionOf(long pid) {
    return hob.sessionOf(pid).map(SessionKey::value);
  }

  private long child() {
    TestEngine.awaitThat(
        () -> harness.descendants().findAny().isPresent(), () -> "the harness starts nothing");
    return harness.descendants().findFirst().orElseThrow().pid();
  }

  @Test
  void whatAHarnessStartsBelongsToTheSessionThatItSpeaksFor() {
    assertEquals(Optional.empty(), sessionOf(harness.pid()));

    register("s1", SessionSource.STARTUP);

    assertEquals(Optional.of("s1"), sessionOf(harness.pid()));
    assertEquals(Optional.of("s1"), sessionOf(child()));
    assertEquals(Optional.empty(), sessionOf(ProcessHandle.current().pid()));
    restart();
    assertEquals(Optional.of("s1"), sessionOf(child()), "and after a restart too");
  }

  @Test
  void aProcessThatIsNotThereSpeaksForNobody() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();

    RefusalCode code =
        tryToRegister("s1", SessionSource.STARTUP, gone.pid())
            .fold(
                it -> {
                  throw new AssertionError(it.toString());
                },
                it -> it.code());

    assertEquals(RefusalCode.BAD_REQUEST, code);
  }

  @Test
  void afterClearTheNewSessionHasTheTasksAndTheNoticesOfTheOld() {
    register("old", SessionSource.STARTUP);
    engine.end(start("old", "exit 1"));
    TaskRecord live = start("old", "sleep 60");

    register("new", SessionSource.CLEAR);

    assertEquals(1, agent("new").isTold().size());
    assertEquals(List.of(), agent("old").isTold());
    assertEquals(2, tasksOf("new"));
    restart();
    kill("new", live);
    assertEquals(List.of("completion of sleep 60: killed, again"), agent("new").isTold());
    assertEquals(List.of(), agent("new").isTold());
  }

  private int tasksOf(String session) {
    ListTasks all =
        new ListTasks(
            Scope.of(new SessionKey(session)),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            10,
            Optional.empty());
    return hob.list(all).orElseThrow().tasks().size();
  }

  /** Whose reply is lost. */
  private void kill(String session, TaskRecord task) {
    KillTask kill =
        new KillTask(
            WhichTask.of(agent(session).caller(), task.id().value()),
            Optional.empty(),
            Optional.empty(),
            false);
    hob.release(TestEngine.await(hob.kill(kill)).orElseThrow().offer());
  }

  @Test
  void whoWaitsForTheOldSessionIsToldByTheNew() {
    register("old", SessionSource.STARTUP);
    CompletableFuture<NoticeBlock> waiting = agent("old").asks(Duration.ofSeconds(50));
    CompletableFuture<NoticeBlock> inVain = agent("old").asks(Duration.ofMillis(300));

    register("new", SessionSource.CLEAR);
    assertEquals(List.of(), Agent.shown(TestEngine.await(inVain)));
    start("new", "exit 1");

    assertEquals(1, TestEngine.await(waiting).notices().size());
  }

  @Test
  void whoIsResumedAfterItWasHandedOverIsToldOfItsOwnAgain() {
    register("old", SessionSource.STARTUP);
    engine.end(start("old", "exit 1"));
    register("new", SessionSource.CLEAR);

    register("old", SessionSource.RESUME);

    assertEquals(List.of(), agent("new").isTold());
    assertEquals(1, agent("old").isTold().size());
  }

  @Test
  void resumeAndForkHandNothingOver() {
    register("old", SessionSource.STARTUP);
    engine.end(start("old", "exit 1"));

    register("other", SessionSource.RESUME);

    assertEquals(List.of(), agent("other").isTold());
    assertEquals(1, agent("old").isTold().size());
  }

  @Test
  void anEndedSessionKeepsWhatItWasNotToldForItsResume() {
    register("s1", SessionSource.STARTUP);
    TaskRecord task = start("s1", "exit 1");
    engine.end(task);
    SessionRow row =
        TestEngine.await(hob.endSession(new EndSession(new SessionKey("s1"), false))).orElseThrow();
    assertTrue(row.ended());
    assertEquals(1, row.untold());
    assertEquals(Optional.empty(), sessionOf(harness.pid()));
    restart();

    register("s1", SessionSource.RESUME);

    assertEquals(1, agent("s1").isTold().size());
    assertEquals(List.of(), agent("s1").isTold());
  }

  @Test
  void theEndOfASessionEndsWhatRunsOnlyIfThatIsWanted() {
    TaskRecord kept = start("keep", "sleep 60");
    TaskRecord killed = start("kill", "sleep 60");

    TestEngine.await(hob.endSession(new EndSession(new SessionKey("keep"), false))).orElseThrow();
    TestEngine.await(hob.endSession(new EndSession(new SessionKey("kill"), true))).orElseThrow();

    assertEquals("running", engine.show(kept).state().word());
    assertEquals("killed", engine.onDisk(killed).state().word());
    assertEquals(
        Optional.of("its session has ended"),
        TestEngine.ended(killed(killed)).by().orElseThrow().detail());
  }

  private TaskRecord killed(TaskRecord task) {
    return engine.onDisk(task);
  }

  @Test
  void anAgentThatIsGoneIsGoneAfterARestartToo() {
    Agent child = Agent.of(hob, "s1", Optional.of("sub"));
    RunTask request =
        RunTask.of(
            child.caller().own(), RunTask.Wish.of("exit 1", "/tmp", TestEngine.environment()));
    engine.end(TestEngine.await(hob.run(request, Duration.ZERO)).orElseThrow().task());
    TestEngine.await(hob.agentGone(new AgentGone(new SessionKey("s1"), "sub"))).orElseThrow();
    restart();

    assertEquals(1, agent("s1").isTold().size());
  }

  @Test
  void allSessionsAreListed() {
    register("s1", SessionSource.STARTUP);
    start("s1", "sleep 60");

    SessionRow row = hob.sessions().orElseThrow().rows().get(0);

    assertEquals("s1", row.session().value());
    assertEquals(List.of(harness.pid()), row.pids());
    assertEquals(1, row.live());
  }
}
