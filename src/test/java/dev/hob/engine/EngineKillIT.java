package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.Bundle;
import dev.hob.bundle.BundleName;
import dev.hob.bundle.BundleStore;
import dev.hob.bundle.RecordReading;
import dev.hob.model.EndStatus;
import dev.hob.model.Outcome;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.testing.ChildJvm;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault model: the engine's process is killed with SIGKILL at any instant, half of the times within
 * 25 ms after a start was asked for; wrappers, keepers and commands go on.
 *
 * <p>Asserted of a second engine over the same store: every accepted task is there, every end is
 * the command's own or that of the kill or deadline which was ordered, both streams are whole, no
 * command ran twice, none that was called off ran at all, and none is there that nobody asked for.
 *
 * <p>A thousand rounds: {@code ./mvnw -B verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false
 * -Dit.test=EngineKillIT -Drounds=50}.
 */
class EngineKillIT {
  private static final int ROUNDS = 20;

  @TempDir private Path temp;

  private final Map<String, Integer> histogram = new TreeMap<>();

  @Test
  void nothingIsLostOrInventedWhereverTheEngineDies() throws IOException {
    Seeded random = Seeded.fresh();
    int rounds = Seeded.rounds(ROUNDS);
    int counted = 0;
    int played = 0;
    while (counted < rounds) {
      long seed = random.nextLong();
      Path folder =
          Files.createDirectory(
              temp.resolve("round-" + played++),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      counted += round(folder, seed) ? 1 : 0;
      assertTrue(played < 20 + 10 * rounds, "hardly any kill falls into the life of a task");
    }
    System.out.println(counted + " of " + played + " kills fell into the life of a task");
    System.out.println("when the engine died, its tasks were on disk as " + histogram);
  }

  /** True when the kill fell between accept and end of a task. */
  private boolean round(Path folder, long seed) throws IOException {
    List<String> said;
    try (ChildJvm.Running child =
        ChildJvm.same().start(LoadChild.class, folder.toString(), Long.toString(seed))) {
      ChildJvm.End end = child.await();
      assertEquals(137, end.code(), end.output());
      String output = end.output();
      said = output.substring(0, output.lastIndexOf('\n') + 1).lines().toList();
    }
    noteStates(TestEngine.storeIn(folder.resolve("store")));
    check(folder, seed, said);
    Set<String> ended = words(said, "ended", 1).keySet();
    return words(said, "accepted", 1).keySet().stream().anyMatch(it -> !ended.contains(it));
  }

  /** What each line that begins with a word says at a place. */
  private static Map<String, String> words(List<String> said, String verb, int key) {
    Map<String, String> words = new HashMap<>();
    for (String line : said) {
      String[] parts = line.split(" ");
      if (parts[0].equals(verb)) {
        words.put(parts[key], parts.length > key + 1 ? parts[key + 1] : "");
      }
    }
    return words;
  }

  private void noteStates(BundleStore store) throws IOException {
    for (Bundle bundle : store.folders().bundles().bundles()) {
      if (store.records().read(bundle) instanceof RecordReading.Found found) {
        histogram.merge(found.stored().record().state().word(), 1, Integer::sum);
      }
    }
  }

  private void check(Path folder, long seed, List<String> said) throws IOException {
    Map<String, String> accepted = words(said, "accepted", 1);
    Set<String> asked = words(said, "asked", 1).keySet();
    Set<String> killed = words(said, "killing", 1).keySet();
    List<Load> loads = Load.of(seed, 100);
    try (TestEngine engine = TestEngine.in(folder)) {
      Set<TaskId> expected = new HashSet<>();
      for (String i : asked) {
        TaskId id = TaskId.ofRequest(TestEngine.SESSION, "request " + i, 0);
        assertTrue(!accepted.containsKey(i) || accepted.get(i).equals(id.value()), said.toString());
        RecordReading reading =
            engine.store().records().read(new BundleName(TestEngine.SESSION.hash(), id));
        boolean there = reading instanceof RecordReading.Found;
        String where = "round with seed " + seed + ", task " + i + " " + id + ", " + said;
        assertTrue(there || !accepted.containsKey(i), () -> "lost: " + where);
        if (there) {
          expected.add(id);
          TaskRecord task = engine.end(((RecordReading.Found) reading).stored().record());
          checkTask(
              engine,
              new Seen(
                  task,
                  loads.get(Integer.parseInt(i)),
                  folder.resolve("witness-" + i),
                  killed.contains(id.value())),
              where);
        } else {
          assertEquals(0, linesOf(folder.resolve("witness-" + i)), () -> "ran untold: " + where);
        }
      }
      checkNoneInvented(engine, expected);
    }
  }

  /** A task that was found again, and what it was meant to be. */
  private record Seen(TaskRecord task, Load load, Path witness, boolean killWasAsked) {}

  private static void checkTask(TestEngine engine, Seen seen, String where) throws IOException {
    TaskState.Ended end = TestEngine.ended(seen.task());
    String what = where + "\n" + end;
    if (end.outcome() instanceof Outcome.NeverStarted) {
      assertEquals(0, linesOf(seen.witness()), () -> "called off, and ran: " + what);
      return;
    }
    boolean byOrder =
        (end.status() == EndStatus.KILLED && seen.killWasAsked())
            || (end.status() == EndStatus.TIMED_OUT && seen.load().timeout().isPresent());
    if (byOrder) {
      assertTrue(linesOf(seen.witness()) <= 1, () -> "ran twice: " + what);
      return;
    }
    assertEquals(1, linesOf(seen.witness()), () -> "ran more or less than once: " + what);
    assertEquals(seen.load().outcome(), end.outcome(), () -> "ended otherwise: " + what);
    assertEquals(seen.load().stream("out"), engine.stdout(seen.task()), () -> "stdout: " + what);
    assertEquals(seen.load().stream("err"), engine.stderr(seen.task()), () -> "stderr: " + what);
  }

  private static long linesOf(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static void checkNoneInvented(TestEngine engine, Set<TaskId> expected)
      throws IOException {
    for (Bundle bundle : engine.store().folders().bundles().bundles()) {
      boolean warmUp =
          engine
              .store()
              .records()
              .read(bundle)
              .orRefusal(bundle.name().task())
              .orElseThrow()
              .record()
              .order()
              .labels()
              .requestId()
              .isEmpty();
      assertTrue(warmUp || expected.contains(bundle.name().task()), bundle.toString());
    }
  }
}
