package dev.hob.engine;

import dev.hob.api.Hob;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.TaskId;
import dev.hob.output.GrowthEvents;
import dev.hob.process.BootClock;
import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisMachine;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An engine that looks at its whole store only when it is told to. */
final class HeldSurvey implements AutoCloseable {
  private final ExecutorService lanes = Executors.newFixedThreadPool(8);
  private final ExecutorService syncs = Executors.newFixedThreadPool(8);
  private final ExecutorService scans = Executors.newSingleThreadExecutor();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final Queue<Runnable> survey = new ArrayDeque<>();
  private final ExitWatch exits;
  private final Engine engine;

  private HeldSurvey(Path home) {
    BundleStore store = TestEngine.storeIn(home);
    ProcessTable table = ProcessTable.ofPlatform();
    exits = new ExitWatch(table);
    Thread watch = new Thread(exits, "exits");
    watch.setDaemon(true);
    watch.start();
    Seeded random = Seeded.of(System.nanoTime());
    engine =
        new Engine(
            new Surroundings(
                new Surroundings.Storage(
                    store, new RecordWriter(store, new Lanes<>(lanes)), new GrowthEvents()),
                new Surroundings.Clocks(InstantSource.system(), BootClock.ofSystem().orElseThrow()),
                new Surroundings.Threads(timers, scans, syncs, survey::add, timers),
                new Surroundings.Processes(
                    table, exits, new PipeLauncher(table), ThisMachine.look(), ThisProcess.pid()),
                () -> TaskId.ofBits(random.nextLong()),
                EngineLimits.DEFAULT,
                trouble -> System.out.println("trouble: " + trouble)));
  }

  static HeldSurvey in(Path home) throws IOException {
    HeldSurvey held = new HeldSurvey(home);
    TestEngine.await(held.engine.recover(ThisProcess.start()));
    return held;
  }

  Engine engine() {
    return engine;
  }

  Hob hob() {
    return engine.hob();
  }

  /** Returns when all has been looked at. */
  void letGo() {
    survey.remove().run();
    TestEngine.await(engine.caughtUp());
  }

  @Override
  public void close() throws IOException {
    TestEngine.killAll(engine);
    engine.close();
    lanes.shutdown();
    timers.shutdownNow();
    exits.close();
    scans.shutdown();
    syncs.shutdown();
  }
}
