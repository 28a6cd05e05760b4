package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.ChildJvm;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fault model: the process is killed with SIGKILL before any step that it takes on the file system,
 * in the middle of any write too. What reached the system stays; what did not never happened.
 *
 * <p>Asserted for every step of every write: after a restart and its sweep the store shows the old
 * content or the new one, no temp file is left, and the write can be done again. One round takes
 * each third step, another third with each seed; three rounds take them all.
 */
class WriteCrashIT {
  private static final int AT_ONCE = 2;
  private static final int ROUNDS_FOR_ALL = 3;

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void aKillBeforeAnyStepLeavesTheOldContentOrTheNew(WriteScenario scenario)
      throws IOException, InterruptedException, ExecutionException {
    List<Integer> steps = chosen(stepsOf(scenario));
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> kills =
          steps.stream()
              .<Future<?>>map(step -> pool.submit(() -> killBefore(scenario, step)))
              .toList();
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.println(scenario + ": killed before the steps " + steps);
  }

  private static List<Integer> chosen(int steps) {
    int apart = Math.max(1, ROUNDS_FOR_ALL / Seeded.rounds(1));
    int first = 1 + Seeded.fresh().below(Math.min(apart, steps));
    return IntStream.iterate(first, it -> it <= steps, it -> it + apart).boxed().toList();
  }

  /** Without a kill; that is also how it is known when the walk has come to its end. */
  private int stepsOf(WriteScenario scenario) throws IOException {
    Path folder = WriteScenario.folder(temp, "steps");
    scenario.prepare(folder);
    SteppingProbe probe = SteppingProbe.watching();
    assertTrue(scenario.act(folder, new Disk(probe, NameExchange.ofPlatform())));
    return probe.steps().size();
  }

  private Void killBefore(WriteScenario scenario, int step) throws IOException {
    String before = observe(scenario, step + "-before", folder -> {});
    String after = observe(scenario, step + "-after", folder -> write(scenario, folder));
    String[] said = new String[1];

    String found =
        observe(scenario, step + "-killed", folder -> said[0] = kill(scenario, step, folder));

    assertTrue(
        scenario.isBetween(found, before, after),
        () ->
            "%s, step %d, %s\nbefore:\n%s\nafter:\n%s\nfound:\n%s"
                .formatted(scenario, step, said[0], before, after, found));
    if (found.equals(before) && !found.equals(after)) {
      write(scenario, temp.resolve(scenario + "-" + step + "-killed"));
    }
    return null;
  }

  /** What a reader sees after a restart and its sweep. */
  private String observe(WriteScenario scenario, String name, Act act) throws IOException {
    Path folder = WriteScenario.folder(temp, scenario + "-" + name);
    scenario.prepare(folder);
    act.on(folder);
    TestStore.in(folder).sweep().sweep(TestStore.self(), (pid, start) -> TestStore.lives(pid));
    assertEquals(List.of(), WriteScenario.temps(folder), scenario + " " + name);
    return WriteScenario.observe(folder);
  }

  private static void write(WriteScenario scenario, Path folder) throws IOException {
    assertTrue(scenario.act(folder, TestStore.disk()));
  }

  private static String kill(WriteScenario scenario, int step, Path folder) {
    ChildJvm.End end =
        ChildJvm.same().run(CrashChild.class, folder.toString(), scenario.name(), "" + step);
    assertEquals(137, end.code(), scenario + ", step " + step + ", " + end.output());
    return end.output();
  }

  /** What is done to a prepared store. */
  @FunctionalInterface
  private interface Act {
    void on(Path folder) throws IOException;
  }
}
