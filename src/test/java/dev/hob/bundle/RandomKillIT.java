package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.ChildJvm;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault model: a process that writes without a pause is killed with SIGKILL at any instant, between
 * steps or within a system call.
 *
 * <p>Asserted: every write that it had acknowledged is there, no record or journal is damaged, what
 * it had begun to delete is wholly there or wholly gone, and no temp file is left.
 */
class RandomKillIT {
  private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  @TempDir private Path temp;

  @Test
  void nothingThatWasAcknowledgedIsLost() throws IOException {
    Seeded random = Seeded.fresh();
    int tasks = 0;
    for (int round = 0; round < Seeded.rounds(10); round++) {
      Path folder = WriteScenario.folder(temp, "round-" + round);
      String said = runAndKill(folder, random);
      tasks += check(folder, said);
    }
    assertTrue(tasks > 0, "no child lived long enough to write anything");
    System.out.println(tasks + " tasks were written by the children that were killed");
  }

  private static String runAndKill(Path folder, Seeded random) {
    try (ChildJvm.Running child =
        ChildJvm.same()
            .start(BusyChild.class, folder.toString(), Long.toString(random.nextLong()))) {
      child.awaitOutput("t0 revision 1");
      LockSupport.parkNanos(random.below((int) LONGEST_LIFE_NANOS));
      ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
      child.await();
      return child.said();
    }
  }

  private int check(Path folder, String said) throws IOException {
    BundleStore store = TestStore.in(folder);
    store.sweep().sweep(TestStore.self(), (pid, start) -> TestStore.lives(pid));
    Map<String, Long> revisions = new HashMap<>();
    Map<String, Integer> appended = new HashMap<>();
    Set<String> deleting = new HashSet<>();
    Set<String> deleted = new HashSet<>();
    for (String line : said.substring(0, said.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ");
      switch (words[1]) {
        case "revision" -> revisions.put(words[0], Long.valueOf(words[2]));
        case "appended" -> appended.merge(words[0], 1, Integer::sum);
        case "deleting" -> deleting.add(words[0]);
        default -> deleted.add(words[0]);
      }
    }
    for (Map.Entry<String, Long> written : revisions.entrySet()) {
      String task = written.getKey();
      RecordReading reading = store.records().read(TestStore.name(task));
      if (reading instanceof RecordReading.Found found) {
        assertTrue(!deleted.contains(task), task + " is back");
        assertTrue(found.stored().record().revision() >= written.getValue(), task + " went back");
        assertTrue(events(store, task) >= appended.getOrDefault(task, 0), task + " lost an event");
      } else {
        assertEquals("absent", Fixtures.shown(reading), task);
        assertTrue(deleting.contains(task), task + " is lost");
        assertTrue(!store.bundle(TestStore.name(task)).hasFiles(), task + " left files behind");
      }
    }
    assertEquals(List.of(), WriteScenario.temps(folder));
    for (Bundle bundle : store.folders().bundles().bundles()) {
      assertTrue(store.records().read(bundle) instanceof RecordReading.Found, bundle.toString());
    }
    return revisions.size();
  }

  private static int events(BundleStore store, String task) {
    JournalReading reading = store.notices().read(store.bundle(TestStore.name(task)));
    if (reading instanceof JournalReading.Found found) {
      return found.journal().events().size();
    }
    assertEquals(new JournalReading.Absent(), reading);
    return 0;
  }
}
