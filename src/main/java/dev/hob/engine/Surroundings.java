package dev.hob.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.RecordWriter;
import dev.hob.model.IdSource;
import dev.hob.model.Machine;
import dev.hob.output.GrowthEvents;
import dev.hob.process.BootClock;
import dev.hob.process.ExitWatch;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.PipeLauncher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All that the engine needs and does not make itself.
 *
 * @param troubles hears of failures that nobody waits for; they end no task and no thread
 */
public record Surroundings(
    Storage storage,
    Clocks clocks,
    Threads threads,
    Processes processes,
    IdSource ids,
    EngineLimits limits,
    Consumer<String> troubles) {

  /** The store, the one who writes to it, and who tells what grows in it. */
  public record Storage(BundleStore store, RecordWriter writer, GrowthEvents growth) {}

  /** Stamps by the wall, deadlines by the boot. */
  public record Clocks(InstantSource wall, BootClock boot) {

    /** As fine as records are. */
    Instant now() {
      return wall.instant().truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * Who runs what.
   *
   * @param timers one thread that only passes on
   * @param@param scans one thread that looks at all processes
   * @param survey one thread that looks at all bundles, once
   * @param watches one thread that looks through output for what watches wait for
   * @param syncs as many threads as there are lanes, for each of them may wait for one
   */
  public record Threads(
      ScheduledExecutorService timers,
      Executor scans,
      Executor syncs,
      Executor survey,
      Executor watches) {

    /** The step must only pass on. */
    @CanIgnoreReturnValue
    Future<?> later(Duration pause, Runnable step) {
      return timers.schedule(step, Math.max(0, pause.toNanos()), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * The machine and what lives on it.
   *
   * @param self hob's own pid, which is never a target
   */
  public record Processes(
      ProcessTable table, ExitWatch exits, PipeLauncher launcher, Machine machine, long self) {}
}
