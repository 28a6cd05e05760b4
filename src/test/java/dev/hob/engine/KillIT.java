package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.BundleName;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.ProcessIdentity;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import dev.hob.model.TaskState;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.PipeLauncher;
import java.io.IOException;
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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kill means the whole tree, and nobody else. */
@ParameterizedClass
@MethodSource("dev.hob.engine.Form#here")
class KillIT {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  private final Form form;
  @TempDir private Path temp;
  private TestEngine engine;

  KillIT(Form form) {
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

  /** Each says "ready" when all of it is there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo ready; exec sleep 600",
        // the leader ignores TERM
        "trap '' TERM; echo ready; while :; do sleep 600; done",
        // a grandchild ignores TERM, its parents obey
        "(trap '' TERM; echo ready; while :; do sleep 600; done) & wait",
        // double fork: the parent in the middle is gone
        "( (trap '' TERM; echo ready; exec sleep 600) & ) ; sleep 600",
        // a session of its own
        "setsid sleep 600 & sleep 0.1; echo ready; sleep 600",
        "( setsid sh -c 'setsid sleep 600 & sleep 600' & ) ; sleep 0.1; echo ready; sleep 600",
        "nohup sleep 600 >/dev/null 2>&1 & echo ready; sleep 600",
        // a shell that traps and starts its child again
        "trap 'sleep 600 & wait' TERM; sleep 600 & echo ready; while :; do wait; done",
        // no mark in the environment, but still in the session
        "env -i sleep 600 & echo ready; sleep 600",
        // stopped: it sees no signal before it goes on
        "sh -c 'kill -STOP $$; sleep 600' & sleep 0.1; echo ready; sleep 600",
      })
  void nothingIsLeftAfterAKill(String command) {
    TaskRecord task = engine.start(command);
    engine.awaitStdout(task, "ready");

    Killed killed = engine.kill(task, SHORT);

    assertEquals(List.of(), killed.survivors());
    assertEquals(List.of(), of(task));
    assertEquals(EndStatus.KILLED, TestEngine.ended(killed.task()).status());
    assertTrue(killed.reached() > 0);
    assertEquals(killed.task(), engine.onDisk(task));
  }

  private static boolean isRemoved(Path folder) {
    try {
      return new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTaskWhoseFilesWereRemovedIsForgottenAndItsPlaceIsFree() throws Exception {
    TaskRecord task = engine.start("sleep 0.3");
    CompletableFuture<?> end = engine.engine().end(TestEngine.name(task));
    Path tasks = engine.home().resolve("bash-tasks");
    // A record may be written just then, into a folder that is to be removed.
    TestEngine.awaitThat(() -> isRemoved(tasks), () -> "it cannot be removed: " + tasks);

    TestEngine.awaitThat(end::isCompletedExceptionally, () -> "who waits hears nothing");
    assertEquals(List.of(), engine.engine().live());
    assertEquals("completed", engine.run("true").state().word());
  }

  /** A server that logs must not keep anybody from hearing that its starter is gone. */
  @Test
  void aLeftoverThatNeverIsQuietDelaysNeitherTheEndNorItsKill() {
    TaskRecord task = engine.start("(while :; do echo x; echo y >&2; sleep 0.03; done) & exit 3");

    TaskRecord ended = engine.end(task);
    assertEquals(Outcome.Exited.with(3), TestEngine.ended(ended).outcome());
    assertTrue(!ended.remains().leftovers().isEmpty());
    Killed killed = engine.kill(task, SHORT);
    assertTrue(killed.reached() > 0);
    assertEquals(List.of(), killed.survivors());
  }

  @Test
  void twoHundredChildrenAreKilledWithTheirParent() {
    TaskRecord task = engine.start("for i in $(seq 200); do sleep 600 & done; echo ready; wait");
    engine.awaitStdout(task, "ready");

    Killed killed = engine.kill(task, SHORT);

    assertTrue(killed.reached() >= 200, "only " + killed.reached());
    assertEquals(List.of(), of(task));
  }

  @Test
  void whatHasLeftBothItsSessionAndItsMarkIsKilledIfItWasSeenBefore() {
    TaskRecord task =
        engine.start(
            "env -i setsid sh -c 'sleep 601 & exec sleep 600' & sleep 0.2; echo ready; wait");
    engine.awaitStdout(task, "ready");
    TestEngine.awaitThat(
        () -> engine.onDisk(task).progress().members().size() >= 1,
        () -> "the escaped process is not in the record");

    engine.kill(task, SHORT);

    assertEquals(
        List.of(),
        TABLE.all().stream()
            .filter(it -> TABLE.arguments(it.pid()).equals(List.of("sleep", "601")))
            .toList());
  }

  @Test
  void aCommandThatCatchesTermHasItsGraceAndIsKilledWithItsCode() {
    TaskRecord task =
        engine.start(
            "trap 'sleep 0.3; echo cleaned; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
    engine.awaitStdout(task, "ready");

    TaskState.Ended end = TestEngine.ended(engine.kill(task, Duration.ofSeconds(20)).task());

    assertEquals(EndStatus.KILLED, end.status());
    assertEquals(Outcome.Exited.with(0), end.outcome());
    assertEquals("test", end.by().orElseThrow().who());
    assertTrue(engine.stdout(task).contains("cleaned"));
  }

  @Test
  void theSignalThatWasAskedForIsTheOneThatIsSent() {
    TaskRecord task =
        engine.start("trap 'echo got usr1; exit 3' USR1; echo ready; while :; do sleep 0.05; done");
    engine.awaitStdout(task, "ready");

    Killed killed =
        engine.kill(
            KillOrder.of(task.session().hash(), task.id(), "test")
                .with("SIGUSR1", Duration.ofSeconds(20)));

    assertEquals(Outcome.Exited.with(3), TestEngine.ended(killed.task()).outcome());
    assertTrue(engine.stdout(task).contains("got usr1"));
  }

  @Test
  void theSecondKillGetsTheSameAnswer() {
    TaskRecord task = engine.start("trap '' TERM; echo ready; while :; do sleep 600; done");
    engine.awaitStdout(task, "ready");
    List<CompletableFuture<Result<Killed>>> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      replies.add(
          engine
              .engine()
              .kill(
                  KillOrder.of(task.session().hash(), task.id(), "killer " + i)
                      .with("TERM", SHORT)));
    }

    List<Killed> killed =
        replies.stream().map(it -> TestEngine.await(it).orElseThrow()).distinct().toList();

    assertEquals(1, killed.size(), killed.toString());
    assertEquals("killer 0", TestEngine.ended(killed.get(0).task()).by().orElseThrow().who());
  }

  @Test
  void aKillOfAnEndedTaskReachesItsLeftoversAndSaysHowMany() {
    TaskRecord task = engine.run("sleep 600 & sleep 600 & echo ready");
    List<Leftover> left = task.remains().leftovers();
    assertEquals(2, left.size(), left.toString());
    assertEquals("sleep 600", left.get(0).command());

    Killed killed = engine.kill(task, SHORT);

    assertEquals(2, killed.reached());
    assertEquals(List.of(), of(task));
    assertEquals(List.of(), engine.onDisk(task).remains().leftovers());
    assertEquals(TestEngine.ended(task), TestEngine.ended(killed.task()));
  }

  @Test
  void aTaskThatWasFasterThanItsKillEndsNaturally() {
    for (int i = 0; i < 20; i++) {
      TaskRecord task = engine.start("exit 7");
      TaskState.Ended end = TestEngine.ended(engine.kill(task).task());

      boolean natural =
          end.status() == EndStatus.FAILED && end.outcome().equals(Outcome.Exited.with(7));
      assertTrue(natural || end.status() == EndStatus.KILLED, end.toString());
    }
  }

  /** A stranger whose session and group have the number that the record names. */
  @Test
  void aStrangerWithTheRecordedPidGroupOrSessionIsNeverSignalled() throws IOException {
    TaskRecord real = engine.run("true");
    Process stranger =
        new ProcessBuilder("/usr/bin/setsid", "/bin/sh", "-c", "sleep 600; true").start();
    try {
      TestEngine.awaitThat(
          () -> TABLE.look(stranger.pid()).filter(it -> it.session() == stranger.pid()).isPresent(),
          () -> "the stranger has no session");
      engine.abandon();
      TaskRecord forged = withPid(real, stranger.pid());
      engine = TestEngine.in(temp, form.options());

      Killed killed = engine.kill(forged, SHORT);

      assertEquals(0, killed.reached());
      assertTrue(stranger.isAlive(), "the stranger was killed");
      assertEquals(
          new Outcome.Lost(Outcome.Lost.NO_MARKER), TestEngine.ended(killed.task()).outcome());
    } finally {
      stranger.descendants().forEach(ProcessHandle::destroyForcibly);
      stranger.destroyForcibly();
    }
  }

  /** A running task in the store whose pid is now somebody else's, who started at another time. */
  private TaskRecord withPid(TaskRecord real, long pid) throws IOException {
    TaskId id = new TaskId("tforged001");
    TaskRecord starting =
        TaskRecord.accepted(
                TaskOrder.of(
                    id, real.order().ownership(), real.order().command(), real.order().createdAt()),
                true)
            .after(new TaskEvent.LeftQueue(real.order().createdAt()))
            .orElseThrow();
    TaskRecord running =
        starting
            .with(starting.progress().on(real.progress().machine().orElseThrow()))
            .after(new TaskEvent.Spawned(new ProcessIdentity.Proven(pid, pid, "1")))
            .orElseThrow();
    Lanes<BundleName> lanes = new Lanes<>(Runnable::run);
    TaskRecord created =
        TestEngine.await(new RecordWriter(engine.store(), lanes).create(running)).orElseThrow();
    Files.writeString(engine.store().bundle(TestEngine.name(created)).claim(), "run " + pid + "\n");
    return created;
  }

  /** All that carries the task's mark. */
  private static List<ProcessFacts> of(TaskRecord task) {
    return TABLE.all().stream()
        .filter(
            it ->
                Optional.ofNullable(
                        TABLE
                            .variables(it.pid(), List.of(PipeLauncher.TASK_MARK))
                            .get(PipeLauncher.TASK_MARK))
                    .equals(Optional.of(task.id().value())))
        .toList();
  }
}
