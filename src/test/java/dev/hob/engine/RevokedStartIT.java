package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.BrokenStore;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.RefusalCode;
import dev.hob.model.TaskId;
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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start whose record cannot be kept is no start, however far the command has come. */
class RevokedStartIT {
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  @TempDir private Path temp;
  private final AtomicBoolean broken = new AtomicBoolean();
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
            new Surroundings.Storage(store, new RecordWriter(store, new Lanes<>(threads))),
            new Surroundings.Clocks(InstantSource.system(), BootClock.ofSystem().orElseThrow()),
            new Surroundings.Threads(timers, threads, threads),
            new Surroundings.Processes(
                TABLE, exits, new PipeLauncher(TABLE), ThisMachine.look(), ThisProcess.pid()),
            () -> TaskId.ofBits(random.nextLong()),
            EngineLimits.DEFAULT,
            trouble -> System.out.println("trouble: " + trouble)));
  }

  @Test
  void itsProcessesAndItsFilesAreTakenBackAndItsPlaceIsFree() throws IOException {
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
}
