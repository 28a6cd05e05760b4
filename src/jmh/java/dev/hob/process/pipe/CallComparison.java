package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a call costs whoever makes it, beside tsp's client and curl: {@code HOB [ROUNDS] [MANY]}.
 * Each is a process that is spawned and awaited. They take turns, so that a machine that slows down
 * does so for all.
 */
public final class CallComparison {
  private static final int WARM_UP = 300;

  private final Path folder;
  private final EnvironmentBlock environment;
  private final Map<String, List<String>> subjects = new LinkedHashMap<>();

  private CallComparison(Path folder) {
    this.folder = folder;
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.put("HOB_HOME", folder.resolve("store").toString());
    variables.put("TS_SOCKET", folder.resolve("tsp").toString());
    environment = EnvironmentBlock.of(variables);
  }

  public static void main(String[] arguments) throws Exception {
    Path hob = Path.of(arguments[0]).toRealPath();
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
    int many = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
    new CallComparison(Files.createTempDirectory("hob-calls")).run(hob, rounds, many);
  }

  private void run(Path home, int rounds, int many) throws Exception {
    String hob = home.resolve("bin/hob").toString();
    List<String> run = List.of(hob, "run", "--", "true");
    await(List.of(hob, "run", "--wait", "20s", "--", "true"));
    try {
      subjects.put("hob poll", List.of(hob, "poll"));
      subjects.put("hob run -- true", run);
      subjects.put("hob.sh poll", List.of(home.resolve("lib/hob.sh").toString(), "poll"));
      Programs.find("curl").ifPresent(it -> subjects.put("curl, the same poll", curl(it)));
      Programs.find("tsp").ifPresent(this::addTsp);
      Programs.find("true").ifPresent(it -> subjects.put("true", List.of(it)));
      for (int i = 0; i < WARM_UP; i++) {
        await(run);
        await(List.of(hob, "poll"));
      }
      compareOne(rounds);
      compareMany(hob, many);
    } finally {
      await(List.of(hob, "stop"));
      if (subjects.containsKey("tsp")) {
        await(tsp("-K"));
      }
    }
  }

  private List<String> curl(String program) {
    try {
      String file = Files.readString(folder.resolve("store/hobd.json"));
      String socket = file.replaceAll("(?s).*\"socket\": \"([^\"]*)\".*", "$1");
      String body = "{\"folder\":\"" + folder + "\"}";
      return List.of(
          program, "-q", "-s", "--unix-socket", socket, "-d", body, "http://localhost/v1/poll");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void addTsp(String program) {
    subjects.put("tsp", List.of(program));
    subjects.put("tsp true", List.of(program, "true"));
    await(tsp("-S", "2"));
  }

  private List<String> tsp(String... arguments) {
    List<String> command = new ArrayList<>(Objects.requireNonNull(subjects.get("tsp")));
    command.addAll(List.of(arguments));
    return command;
  }

  private void compareOne(int rounds) {
    Map<String, List<Long>> times = new LinkedHashMap<>();
    subjects.keySet().forEach(it -> times.put(it, new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      subjects.forEach(
          (name, command) -> Objects.requireNonNull(times.get(name)).add(await(command)));
      if (subjects.containsKey("tsp")) {
        await(tsp("-C")); // its list grows with what it has done
      }
    }
    System.out.printf("%d rounds, milliseconds, median (best tenth)%n", rounds);
    times.forEach(
        (name, all) -> {
          long[] sorted = all.stream().mapToLong(it -> it).sorted().toArray();
          System.out.printf(
              "%-24s %8.2f (%.2f)%n",
              name, sorted[sorted.length / 2] / 1e6, sorted[sorted.length / 10] / 1e6);
        });
  }

  private void compareMany(String hob, int many) {
    System.out.printf("%d times true, one client each, seconds: all accepted, all done%n", many);
    for (int round = 0; round < 3; round++) {
      if (subjects.containsKey("tsp")) {
        many("tsp, 2 slots", many, tsp("true"), tsp("-w"));
      }
      many(
          "hob", many, List.of(hob, "run", "--", "true"), List.of(hob, "wait", "--timeout", "60s"));
    }
  }

  private void many(String name, int count, List<String> start, List<String> last) {
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      await(start);
    }
    long accepted = System.nanoTime();
    await(last);
    System.out.printf(
        "%-24s %8.2f %8.2f%n", name, (accepted - began) / 1e9, (System.nanoTime() - began) / 1e9);
  }

  /** Nanoseconds from the spawn to its end. */
  private long await(List<String> command) {
    long began = System.nanoTime();
    try {
      long pid =
          PosixSpawn.start(
              new SpawnPlan(
                  command,
                  environment,
                  folder,
                  Map.of(0, SpawnPlan.nothing(), 1, SpawnPlan.nothing(), 2, SpawnPlan.nothing())));
      BenchCalls.waitpid((int) pid, new int[1], 0);
      return System.nanoTime() - began;
    } catch (SpawnException e) {
      throw new IllegalStateException(e);
    }
  }
}
