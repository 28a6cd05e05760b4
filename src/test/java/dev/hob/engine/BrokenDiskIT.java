package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.BrokenStore;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.EndStatus;
import dev.hob.model.Limits;
import dev.hob.model.Outcome;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.output.GrowthEvents;
import dev.hob.process.BootClock;
import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisMachine;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.testing.Seeded;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be written now is not done, or done all the same where that is what counts. */
class BrokenDiskIT {
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  @TempDir private Path temp;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final ExitWatch exits = new ExitWatch(TABLE);

  @AfterEach
  void end() {
    exits.close();
    timers.shutdownNow();
    threads.shutdown();
  }

  private Engine engine() {
    threads.execute(exits);
    BundleStore store = BrokenStore.unsynced(temp.resolve("store"), broken::get);
    Seeded random = Seeded.of(1);
    return new Engine(
        new Surroundings(
            new Surroundings.Storage(
                store, new RecordWriter(store, new Lanes<>(threads)), new GrowthEvents()),
            new Surroundings.Clocks(InstantSource.system(), BootClock.ofSystem().orElseThrow()),
            new Surroundings.Threads(timers, threads, threads, threads, timers),
            new Surroundings.Processes(
                TABLE, exits, new PipeLauncher(TABLE), ThisMachine.look(), ThisProcess.pid()),
            () -> TaskId.ofBits(random.nextLong()),
            EngineLimits.DEFAULT,
            troubles::add));
  }

  @Test
  void aStartWhoseRecordCannotBeKeptIsTakenBackWithAllThatRan() throws IOException {
    try (Engine engine = engine()) {
      TestEngine.awaitResult(engine.run(TestEngine.request("true"))).orElseThrow();
      TestEngine.awaitThat(() -> engine.live().isEmpty(), () -> "live: " + engine.live());
      Tree before = Tree.of(temp);
      Path witness = temp.resolve("witness");
      broken.set(true);

      RefusalCode code =
          TestEngine.await(
                  engine.run(TestEngine.request("trap '' TERM; sleep 60; touch " + witness)))
              .fold(
                  started -> {
                    throw new AssertionError("was accepted: " + started.task());
                  },
                  refusal -> refusal.code());

      assertEquals(RefusalCode.DISK_FULL, code);
      assertEquals(before, Tree.of(temp));
      assertEquals(List.of(), engine.live());
      assertTrue(
          TABLE.all().stream()
              .noneMatch(it -> TABLE.arguments(it.pid()).toString().contains(witness.toString())),
          "something of it runs");
      broken.set(false);
      TestEngine.awaitResult(engine.run(TestEngine.request("true"))).orElseThrow();
      TestEngine.awaitThat(() -> engine.live().isEmpty(), () -> "live: " + engine.live());
      assertTrue(!Files.exists(witness));
    }
  }

  @Test
  void aDeadlineActsAndIsTheEndThatIsToldLater() {
    try (Engine engine = engine()) {
      TaskRecord task = start(engine, "sleep 60", Optional.of(Duration.ofMillis(300)));
      broken.set(true);

      TestEngine.awaitThat(() -> !runs(task), () -> "it still runs");
      broken.set(false);
      TaskState.Ended end = TestEngine.ended(end(engine, task));

      assertEquals(EndStatus.TIMED_OUT, end.status());
      assertEquals(new Outcome.Signaled(15, false), end.outcome());
    }
  }

  @Test
  void aKillActsAndIsTheEndThatIsToldLater() {
    try (Engine engine = engine()) {
      TaskRecord task = start(engine, "sleep 60", Optional.empty());
      broken.set(true);

      CompletableFuture<Result<Killed>> reply =
          engine.kill(KillOrder.of(task.session().hash(), task.id(), "test"));
      TestEngine.awaitThat(() -> !runs(task), () -> "it still runs");
      broken.set(false);

      Killed killed = TestEngine.awaitResult(reply).orElseThrow();
      assertEquals(EndStatus.KILLED, TestEngine.ended(killed.task()).status());
    }
  }

  /** Processes without the task's mark are noted in the record, which must not overtake its end. */
  @Test
  void anEndThatCouldNotBeWrittenAtOnceIsWrittenWhole() {
    try (Engine engine = engine()) {
      TaskRecord task =
          start(engine, "env -i setsid sleep 2 & sleep 0.4; exit 3", Optional.empty());
      broken.set(true);
      TestEngine.awaitThat(
          () -> troubles.stream().anyMatch(it -> it.contains("ended, which cannot be written")),
          () -> "it has not ended: " + troubles);
      assertFalse(
          engine.show(TestEngine.name(task)).orElseThrow().state().isEnded(),
          "an end is told that is not on disk");
      TestEngine.awaitThat(() -> !runs(task), () -> "its child still runs");
      broken.set(false);

      TaskState.Ended end = TestEngine.ended(end(engine, task));
      assertEquals(Outcome.Exited.with(3), end.outcome());
      assertEquals(List.of(), engine.live());
    }
  }

  private static TaskRecord start(Engine engine, String command, Optional<Duration> timeout) {
    Limits limits = new Limits(timeout, Optional.empty(), Optional.empty(), OptionalLong.empty());
    return TestEngine.awaitResult(engine.run(TestEngine.request(command).limited(limits)))
        .orElseThrow()
        .task();
  }

  private static TaskRecord end(Engine engine, TaskRecord task) {
    return TestEngine.awaitResult(engine.end(TestEngine.name(task))).orElseThrow();
  }

  /** Whether anything carries its mark, or sleeps for it. */
  private static boolean runs(TaskRecord task) {
    return TABLE.all().stream()
        .anyMatch(
            it ->
                TABLE
                    .variables(it.pid(), List.of(PipeLauncher.TASK_MARK))
                    .containsValue(task.id().value()));
  }
}
