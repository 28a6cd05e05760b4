package dev.hob.process.pipe;

import dev.hob.api.RunTask;
import dev.hob.app.RunningEngine;
import dev.hob.engine.EngineLimits;
import dev.hob.engine.Form;
import dev.hob.engine.Started;
import dev.hob.engine.TestEngine;
import dev.hob.model.CommandSpec;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Way;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a start costs, beside others in the same run: {@code [ROUNDS] [MANY]}. The subjects take
 * turns, so that a machine that slows down does so for all of them.
 *
 * <p>hob is asked in this process; tsp, where it is installed, through its own client, one process
 * per question. The bare lines keep no record and survive nothing.
 */
public final class StartComparison {
  private static final int WARM_UP = 30;

  private final Path folder;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  private StartComparison(Path folder) {
    this.folder = folder;
  }

  /** Starts a command and waits for its end. */
  private interface Subject {

    /** Microseconds of the wall clock: when the start was confirmed, and when its end was known. */
    long[] run(String command, int round) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    int many = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    Path folder =
        Files.createTempDirectory(
            "hob-starts",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    new StartComparison(folder).run(rounds, many);
  }

  private void run(int rounds, int many) throws Exception {
    EngineLimits limits = new EngineLimits(many + 1, many + 1, Duration.ofSeconds(5));
    Optional<Tsp> tsp = Programs.find("tsp").map(it -> new Tsp(it));
    Path beside = Files.createDirectory(folder.resolve("scripts"));
    try (TestEngine engine = TestEngine.in(folder, RunningEngine.Options.DEFAULT.limited(limits));
        TestEngine scripts = TestEngine.in(beside, Form.SCRIPT.options().limited(limits))) {
      subjects.put("bash -c", this::bash);
      subjects.put("setsid bash -c, result file", this::bare);
      tsp.ifPresent(it -> subjects.put("tsp", it::run));
      subjects.put("hob", (command, round) -> hob(engine, command, Capturing.NOT_RECORDED));
      subjects.put(
          "hob, scripts", (command, round) -> hob(scripts, command, Capturing.NOT_RECORDED));
      subjects.put(
          "hob, direct",
          (command, round) -> hob(engine, command, Capturing.of(Way.DIRECT, Way.DIRECT)));
      subjects.put("hob, terminal", (command, round) -> hob(engine, inTerminal(command)));
      subjects.put("hob, terminal, scripts", (command, round) -> hob(scripts, inTerminal(command)));
      Programs.find("script")
          .ifPresent(it -> subjects.put("script -q", (command, round) -> script(it, command)));
      compareOne(rounds);
      compareMany(engine, tsp, many);
    } finally {
      tsp.ifPresent(Tsp::end);
    }
  }

  private void compareOne(int rounds) throws Exception {
    Map<String, List<long[]>> times = new LinkedHashMap<>();
    subjects.keySet().forEach(it -> times.put(it, new ArrayList<>()));
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Subject> subject : subjects.entrySet()) {
        long[] measured = measure(subject.getValue(), round + WARM_UP);
        if (round >= 0) {
          Objects.requireNonNull(times.get(subject.getKey())).add(measured);
        }
      }
    }
    System.out.printf("%d rounds, milliseconds, median (best tenth)%n", rounds);
    System.out.printf("%-28s %16s %18s %16s%n", "", "confirmed", "first instruction", "end known");
    times.forEach(
        (name, all) ->
            System.out.printf(
                "%-28s %16s %18s %16s%n", name, shown(all, 0), shown(all, 1), shown(all, 2)));
  }

  private long[] measure(Subject subject, int round) throws Exception {
    Path witness = folder.resolve("witness-" + round);
    long began = micros();
    long[] seen = subject.run("echo ${EPOCHREALTIME/./} >" + witness, round);
    long first = Long.parseLong(Files.readString(witness).strip());
    Files.delete(witness);
    return new long[] {seen[0] - began, first - began, seen[1] - began};
  }

  private static String shown(List<long[]> all, int column) {
    long[] sorted = all.stream().mapToLong(it -> it[column]).sorted().toArray();
    return String.format(
        "%.2f (%.2f)", sorted[sorted.length / 2] / 1e3, sorted[sorted.length / 10] / 1e3);
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  private long[] bash(String command, int round) throws IOException {
    long pid = PosixSpawn.start(plan(List.of("/bin/bash", "-c", command)));
    return new long[] {micros(), ended(pid)};
  }

  private long[] bare(String command, int round) throws IOException {
    Path result = folder.resolve("result-" + round);
    String line = "(" + command + "); echo $? >" + result;
    long pid = PosixSpawn.start(plan(List.of("/usr/bin/setsid", "bash", "-c", line)));
    long confirmed = micros();
    while (!Files.exists(result) || Files.size(result) == 0) {
      Thread.onSpinWait();
    }
    long end = micros();
    ended(pid);
    Files.delete(result);
    return new long[] {confirmed, end};
  }

  private long[] script(String program, String command) throws IOException {
    long pid =
        PosixSpawn.start(plan(List.of(program, "-q", "-e", "-f", "-c", command, "/dev/null")));
    return new long[] {micros(), ended(pid)};
  }

  private static RunTask.Wish wish(String command) {
    return RunTask.Wish.of(command, "/tmp", TestEngine.environment());
  }

  private static RunTask.Wish inTerminal(String command) {
    return wish(command).in(CommandSpec.Terminal.pty(24, 80));
  }

  private static long[] hob(TestEngine engine, String command, Capturing capturing) {
    return hob(engine, wish(command).captured(capturing));
  }

  private static long[] hob(TestEngine engine, RunTask.Wish wish) {
    TaskRecord task = engine.start(RunTask.of(TestEngine.OWNERSHIP, wish).unnotified());
    long confirmed = micros();
    engine.end(task);
    return new long[] {confirmed, micros()};
  }

  private SpawnPlan plan(List<String> command) {
    return new SpawnPlan(
        command,
        TestEngine.environment()
            .with(Map.of("TS_SOCKET", folder.resolve("tsp").toString(), "SHELL", "/bin/bash")),
        folder,
        Map.of(0, SpawnPlan.nothing(), 1, SpawnPlan.nothing(), 2, SpawnPlan.nothing()));
  }

  /** When a child of ours had ended. */
  private static long ended(long pid) {
    BenchCalls.waitpid((int) pid, new int[1], 0);
    return micros();
  }

  /** The queue by that name, with a server of its own. */
  private final class Tsp {
    private final String program;

    Tsp(String program) {
      this.program = program;
      call("-S", "2");
    }

    long[] run(String command, int round) {
      call("bash", "-c", command);
      long confirmed = micros();
      call("-w");
      return new long[] {confirmed, micros()};
    }

    private void call(String... arguments) {
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(Arrays.asList(arguments));
      try {
        ended(PosixSpawn.start(plan(command)));
      } catch (SpawnException e) {
        throw new IllegalStateException(e);
      }
    }

    void end() {
      call("-K");
    }
  }

  private void compareMany(TestEngine engine, Optional<Tsp> tsp, int many) throws Exception {
    System.out.printf("%d times true, seconds: all confirmed, all done%n", many);
    for (int round = 0; round < 3; round++) {
      tell("bash -c, one after another", many, this::bashMany);
      if (tsp.isPresent()) {
        tell("tsp, 2 slots", many, count -> tspMany(tsp.get(), count));
      }
      tell("hob", many, count -> hobMany(engine, count));
    }
  }

  private static void tell(String name, int many, Function<Integer, Long> run) {
    long began = micros();
    long confirmed = run.apply(many);
    System.out.printf(
        "%-28s %8.2f %8.2f%n", name, (confirmed - began) / 1e6, (micros() - began) / 1e6);
  }

  private long bashMany(int many) {
    try {
      for (int i = 0; i < many; i++) {
        ended(PosixSpawn.start(plan(List.of("/bin/bash", "-c", "true"))));
      }
      return micros();
    } catch (SpawnException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long tspMany(Tsp tsp, int many) {
    for (int i = 0; i < many; i++) {
      tsp.call("bash", "-c", "true");
    }
    long confirmed = micros();
    tsp.call("-w");
    return confirmed;
  }

  private static long hobMany(TestEngine engine, int many) {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    List<CompletableFuture<Result<Started>>> starts = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      starts.add(engine.engine().run(TestEngine.request("true").unnotified()));
    }
    List<TaskRecord> tasks =
        starts.stream().map(it -> TestEngine.awaitResult(it).orElseThrow().task()).toList();
    long confirmed = micros();
    tasks.forEach(it -> ends.add(engine.engine().end(TestEngine.name(it))));
    TestEngine.await(CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)));
    return confirmed;
  }
}
