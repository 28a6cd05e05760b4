package dev.hob.app;

import dev.hob.api.Hob;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.Lanes;
import dev.hob.bundle.RecordWriter;
import dev.hob.bundle.StoreLock;
import dev.hob.bundle.StoreRoot;
import dev.hob.engine.Engine;
import dev.hob.engine.EngineLimits;
import dev.hob.engine.Surroundings;
import dev.hob.model.IdSource;
import dev.hob.model.Result;
import dev.hob.model.TaskId;
import dev.hob.output.GrowthEvents;
import dev.hob.process.BootClock;
import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessTable;
import dev.hob.process.ThisMachine;
import dev.hob.process.ThisProcess;
import dev.hob.process.pipe.PipeLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An engine over a store, with its threads. Closing it leaves every command running. */
public final class RunningEngine implements AutoCloseable {
  /** Lanes wait for the disk, not for the processor. */
  private static final int LANE_THREADS = 8;

  private final Engine engine;
  private final BundleStore store;
  private final ProcessTable table;
  private final StoreLock lock;
  private final ExitWatch exits;
  private final ExecutorService lanes;
  private final ExecutorService syncs;
  private final ExecutorService scans;
  private final ExecutorService survey;
  private final ExecutorService watches;
  private final GrowthEvents growth;
  private final ScheduledExecutorService timers;
  private final Thread watch;

  /**
   * What may be chosen.
   *
   * @param launcher changes the way in which processes are started
   */
  public record Options(
      EngineLimits limits,
      InstantSource wall,
      UnaryOperator<PipeLauncher> launcher,
      Consumer<String> troubles) {
    public static final Options DEFAULT =
        new Options(
            EngineLimits.DEFAULT, InstantSource.system(), UnaryOperator.identity(), it -> {});

    public Options limited(EngineLimits changed) {
      return new Options(changed, wall, launcher, troubles);
    }

    public Options by(InstantSource changed) {
      return new Options(limits, changed, launcher, troubles);
    }

    public Options launching(UnaryOperator<PipeLauncher> changed) {
      return new Options(limits, wall, changed, troubles);
    }

    public Options telling(Consumer<String> changed) {
      return new Options(limits, wall, launcher, changed);
    }
  }

  /** Opens the store, finds again what lives in it, and is ready for more. */
  public static Result<RunningEngine> open(Path home, Options options) throws IOException {
    long self = ThisProcess.pid();
    Result<StoreRoot> root = StoreRoot.open(StoreRoot.Wish.of(home, self));
    if (root instanceof Result.Refused<StoreRoot> refused) {
      return Result.refused(refused.refusal());
    }
    Result<StoreLock> lock = StoreLock.acquire(root.orElseThrow());
    if (lock instanceof Result.Refused<StoreLock> refused) {
      return Result.refused(refused.refusal());
    }
    RunningEngine running =
        new RunningEngine(root.orElseThrow(), lock.orElseThrow(), self, options);
    try {
      running.engine.recover(ThisProcess.start()).join();
      return Result.ok(running);
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private RunningEngine(StoreRoot root, StoreLock lock, long self, Options options) {
    this.lock = lock;
    IdSource ids = ids();
    store = BundleStore.of(root, new BundleStore.User(self, ids, BundleStore.OLDER_HARNESSES));
    lanes = Executors.newFixedThreadPool(LANE_THREADS, named("hob-lane"));
    syncs = Executors.newFixedThreadPool(LANE_THREADS, named("hob-sync"));
    scans = Executors.newSingleThreadExecutor(named("hob-scan"));
    survey = Executors.newSingleThreadExecutor(named("hob-survey"));
    watches = Executors.newSingleThreadExecutor(named("hob-watch"));
    growth = new GrowthEvents();
    named("hob-growth").newThread(growth).start();
    timers = Executors.newSingleThreadScheduledExecutor(named("hob-timer"));
    table = ProcessTable.ofPlatform();
    exits = new ExitWatch(table);
    watch = named("hob-exits").newThread(exits);
    watch.start();
    engine =
        new Engine(
            new Surroundings(
                new Surroundings.Storage(
                    store, new RecordWriter(store, new Lanes<>(lanes)), growth),
                new Surroundings.Clocks(options.wall(), bootClock()),
                new Surroundings.Threads(timers, scans, syncs, survey, watches),
                new Surroundings.Processes(
                    table,
                    exits,
                    options.launcher().apply(new PipeLauncher(table)),
                    ThisMachine.look(),
                    self),
                ids,
                options.limits(),
                options.troubles()));
  }

  private static IdSource ids() {
    SecureRandom random = new SecureRandom();
    return () -> TaskId.ofBits(random.nextLong());
  }

  private static BootClock bootClock() {
    return BootClock.ofSystem().orElse(() -> Duration.ofNanos(System.nanoTime()));
  }

  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  public Engine engine() {
    return engine;
  }

  /** All that can be asked of hob, without a daemon. */
  public Hob hob() {
    return engine.hob();
  }

  BundleStore store() {
    return store;
  }

  ProcessTable table() {
    return table;
  }

  ExitWatch exits() {
    return exits;
  }

  /** For what only passes on. */
  ScheduledExecutorService timers() {
    return timers;
  }

  /** Lets go of the store when nothing is written any more. */
  @Override
  public void close() throws IOException {
    engine.close();
    lanes.shutdown();
    try {
      final long patience = 10;
      if (!lanes.awaitTermination(patience, TimeUnit.SECONDS)) {
        throw new IOException("the store is still being written to");
      }
      engine.letGo();
      timers.shutdownNow();
      exits.close();
      scans.shutdown();
      survey.shutdown();
      watches.shutdown();
      growth.close();
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    syncs.shutdown();
    lock.close();
  }
}
