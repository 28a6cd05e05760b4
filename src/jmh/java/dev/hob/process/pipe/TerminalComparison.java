package dev.hob.process.pipe;

import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.engine.EngineLimits;
import dev.hob.engine.TestEngine;
import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.TaskRecord;
import dev.hob.process.ThisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Terminals beside pipes, and beside {@code script -q} in the same run: {@code [MEGABYTES] [MANY]}.
 */
public final class TerminalComparison {
  private static final int ROUNDS = 5;
  private static final int KILLS = 20;
  private static final String LINE =
      "a line of a build that says what it compiles, as they all do: 0123456789 012345678\n";

  private final Path folder;
  private final TestEngine engine;

  private TerminalComparison(Path folder, TestEngine engine) {
    this.folder = folder;
    this.engine = engine;
  }

  public static void main(String[] arguments) throws Exception {
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    int many = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    Path folder =
        Files.createTempDirectory(
            "hob-terminals",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    EngineLimits limits = new EngineLimits(many + 1, many + 1, Duration.ofSeconds(5));
    try (TestEngine engine = TestEngine.in(folder, RunningEngine.Options.DEFAULT.limited(limits))) {
      TerminalComparison comparison = new TerminalComparison(folder, engine);
      comparison.flood(megabytes);
      comparison.kills();
      comparison.many(many);
    }
  }

  private void flood(int megabytes) throws IOException {
    Path text = folder.resolve("text");
    Files.writeString(text, LINE.repeat(megabytes * 1_000_000 / LINE.length()));
    Path typescript = folder.resolve("typescript");
    for (String before : List.of("", "stty -opost; ")) {
      String command = before + "cat " + text;
      List<Long> hob = new ArrayList<>();
      List<Long> script = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        hob.add(time(() -> engine.run(inTerminal(command))));
        script.add(
            time(
                () ->
                    spawned(
                        List.of("/usr/bin/script", "-q", "-e", "-f", "-c", command, "/dev/null"),
                        typescript)));
        Files.delete(typescript);
      }
      long mine = median(hob);
      long other = median(script);
      System.out.printf(
          "%d MB, %s: hob %.1f MB/s, script -q %.1f MB/s, ratio %.2f%n",
          megabytes,
          before.isEmpty() ? "as lines" : "as it is",
          megabytes * 1e9 / mine,
          megabytes * 1e9 / other,
          (double) other / mine);
    }
  }

  private void spawned(List<String> command, Path output) {
    try {
      Files.createFile(output);
      long pid =
          PosixSpawn.start(
              new SpawnPlan(
                  command,
                  TestEngine.environment(),
                  folder,
                  Map.of(
                      0,
                      SpawnPlan.nothing(),
                      1,
                      new SpawnPlan.Stream.Opened(output, SpawnPlan.Stream.Opened.APPEND),
                      2,
                      SpawnPlan.nothing())));
      BenchCalls.waitpid((int) pid, new int[1], 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void kills() {
    List<Long> terminals = new ArrayList<>();
    List<Long> pipes = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      terminals.add(kill(inTerminal("sleep 600")));
      pipes.add(kill(TestEngine.request("sleep 600")));
    }
    System.out.printf(
        "kill: in a terminal %.1f ms, with pipes %.1f ms (medians of %d)%n",
        median(terminals) / 1e6, median(pipes) / 1e6, KILLS);
  }

  private long kill(RunTask request) {
    TaskRecord task = engine.start(request);
    TestEngine.awaitThat(
        () -> engine.show(task).state().word().equals("running"), () -> "it does not run");
    return time(() -> engine.kill(task));
  }

  private void many(int many) throws IOException {
    int threads = count("task");
    int descriptors = count("fd");
    List<TaskRecord> tasks = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < many; i++) {
      tasks.add(engine.start(inTerminal("echo ready; read a; exit 3")));
    }
    tasks.forEach(
        task -> TestEngine.awaitThat(() -> said(task).contains("ready"), () -> task + " is mute"));
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d terminals at once: all there after %.2f s; %d threads and %d descriptors more%n",
        many, seconds, count("task") - threads, count("fd") - descriptors);
    long keepers = 0;
    long wrappers = 0;
    for (TaskRecord task : tasks) {
      TaskRecord shown = engine.show(task);
      keepers += proportional(shown.progress().keeper().orElseThrow().pid());
      wrappers += proportional(pid(shown));
    }
    System.out.printf(
        "memory for each: keeper %d KiB, wrapper %d KiB%n", keepers / many, wrappers / many);
    for (TaskRecord task : tasks) {
      TestEngine.await(
          engine.engine().write(TestEngine.name(task), "x\r".getBytes(StandardCharsets.UTF_8)));
    }
    long right =
        tasks.stream()
            .filter(it -> TestEngine.ended(engine.end(it)).outcome().toString().contains("code=3"))
            .count();
    System.out.printf("%d of %d answered and ended with 3%n", right, many);
  }

  private static long pid(TaskRecord task) {
    return ((dev.hob.model.TaskState.Running) task.state())
        .process()
        .fold(proven -> proven.pid(), unproven -> 0L);
  }

  private String said(TaskRecord task) {
    return TestEngine.read(engine.store().bundle(TestEngine.name(task)).capture(CaptureStream.PTY));
  }

  private static int count(String what) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + ThisProcess.pid() + "/" + what))) {
      return (int) all.count();
    }
  }

  /** In KiB: what is shared counts for its part. */
  private static long proportional(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
        .filter(it -> it.startsWith("Pss:"))
        .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  private static RunTask inTerminal(String command) {
    return RunTask.of(
            TestEngine.OWNERSHIP,
            RunTask.Wish.of(command, "/tmp", TestEngine.environment())
                .in(CommandSpec.Terminal.pty(24, 80)))
        .unnotified();
  }

  private static long time(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return System.nanoTime() - began;
  }

  private static <T> long time(Supplier<T> work) {
    long began = System.nanoTime();
    T ignored = work.get();
    return System.nanoTime() - began;
  }

  private static long median(List<Long> times) {
    long[] sorted = LongStream.of(times.stream().mapToLong(it -> it).toArray()).sorted().toArray();
    return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(0);
  }
}
