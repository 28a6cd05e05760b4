package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.app.RunningEngine;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.process.ProcessFacts;
import dev.hob.process.ProcessTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live task costs beside the engine, and what an ended one costs: nothing. */
class ManyChildrenIT {
  private static final ProcessTable TABLE = ProcessTable.ofPlatform();

  /** Of all processes of a task, each with its share of what several use. */
  private static final long MOST_BYTES_PER_TASK = 1_200_000;

  /** The JVM opens a file or starts a thread of its own now and then. */
  private static final int BY_CHANCE = 8;

  @TempDir private Path temp;

  @Test
  void aHundredChildrenHoldNoThreadEachAndLittleMemory() throws Exception {
    hold(100);
  }

  @Test
  @Tag("slow")
  void aThousandChildrenHoldNoThreadEachAndLittleMemory() throws Exception {
    hold(1000);
  }

  private void hold(int count) throws Exception {
    EngineLimits limits = new EngineLimits(count, count, Duration.ofSeconds(5));
    try (TestEngine engine = TestEngine.in(temp, RunningEngine.Options.DEFAULT.limited(limits))) {
      warmUp(engine);
      int threads = threads();
      int files = openFiles();
      List<TaskRecord> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tasks.add(engine.start("sleep 600"));
      }
      TestEngine.awaitThat(() -> sleepers(tasks) == count, () -> sleepers(tasks) + " sleep");

      long bytes = sharedOutBytes(tasks);
      System.out.printf(
          "%d live tasks: %d more threads, %d more open files, %.2f MB PSS and %.1f processes each%n",
          count,
          threads() - threads,
          openFiles() - files,
          bytes / 1e6 / count,
          (double) processes(tasks).size() / count);
      assertTrue(threads() - threads <= BY_CHANCE, "threads: " + (threads() - threads));
      assertTrue(bytes / count <= MOST_BYTES_PER_TASK, "bytes per task: " + bytes / count);

      endAll(engine, tasks);
      TestEngine.awaitThat(
          () -> openFiles() - files <= BY_CHANCE, () -> "open files: " + (openFiles() - files));
      assertTrue(threads() - threads <= BY_CHANCE, "threads: " + (threads() - threads));
      assertEquals(List.of(), engine.engine().live());
      TestEngine.awaitThat(() -> processes(tasks).isEmpty(), () -> processes(tasks).toString());
    }
  }

  /** Until each pool has all of its threads. */
  private static void warmUp(TestEngine engine) {
    final int enough = 40;
    for (int i = 0; i < enough; i++) {
      engine.run("true");
    }
  }

  private static void endAll(TestEngine engine, List<TaskRecord> tasks) {
    long began = System.nanoTime();
    List<CompletableFuture<Result<Killed>>> kills = new ArrayList<>();
    for (TaskRecord task : tasks) {
      kills.add(
          engine.engine().kill(KillOrder.of(task.session().hash(), task.id(), "end of test")));
    }
    kills.forEach(it -> TestEngine.awaitResult(it).orElseThrow());
    System.out.printf(
        "%d killed together in %d ms%n", tasks.size(), (System.nanoTime() - began) / 1_000_000);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static int openFiles() {
    String[] names = Path.of("/proc/self/fd").toFile().list();
    return names == null ? 0 : names.length;
  }

  private static long sleepers(List<TaskRecord> tasks) {
    return processes(tasks).stream().filter(it -> it.name().equals("sleep")).count();
  }

  /** Of the tasks, and of their keepers. */
  private static List<ProcessFacts> processes(List<TaskRecord> tasks) {
    List<String> ids = tasks.stream().map(it -> it.id().value()).toList();
    return TABLE.all().stream().filter(it -> marks(it).anyMatch(ids::contains)).toList();
  }

  private static Stream<String> marks(ProcessFacts process) {
    Map<String, String> marks = TABLE.variables(process.pid(), List.of("HOB_TASK", "HOB_KEEPER"));
    return marks.values().stream().map(it -> it.substring(it.indexOf(':') + 1));
  }

  private static long sharedOutBytes(List<TaskRecord> tasks) throws IOException {
    long kilobytes = 0;
    for (ProcessFacts process : processes(tasks)) {
      Path memory = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      for (String line : Files.readAllLines(memory)) {
        if (line.startsWith("Pss:")) {
          kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return kilobytes * 1024;
  }
}
