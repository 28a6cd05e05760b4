package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.bundle.SteppingProbe.Seen;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a power cut asks of the order of steps, which a killed process does not show: a file is
 * synced before it gets its name, and the folder of every name that was made, changed or removed is
 * synced afterwards.
 */
final class WriteOrder {
  private static final Set<DiskStep> CHANGES_A_NAME =
      EnumSet.of(DiskStep.RENAME_TO_NEW, DiskStep.EXCHANGE, DiskStep.REPLACE);

  /**
   * What is set aside was written long ago. A placed record is synced before the start is
   * acknowledged; until then nobody misses it.
   */
  private static final Set<WriteScenario> SYNCED_LATER =
      EnumSet.of(
          WriteScenario.SET_ASIDE,
          WriteScenario.SESSION_BOOK_AFTER_A_DAMAGED_ONE,
          WriteScenario.RECORD_PLACE_AND_SYNC);

  private WriteOrder() {}

  static void check(WriteScenario scenario, List<Seen> steps) {
    if (scenario == WriteScenario.RECORD_PLACE_AND_SYNC) {
      assertTrue(
          lastOf(steps, DiskStep.FORCE_FILE) > lastOf(steps, DiskStep.WRITE),
          () -> scenario + ": not synced in the end\n" + steps);
    }
    for (int i = 0; i < steps.size(); i++) {
      Seen step = steps.get(i);
      if (CHANGES_A_NAME.contains(step.step()) && !SYNCED_LATER.contains(scenario)) {
        assertTrue(
            lastOf(steps.subList(0, i), DiskStep.FORCE_FILE)
                > lastOf(steps.subList(0, i), DiskStep.WRITE),
            () -> scenario + ": not synced before " + step + "\n" + steps);
      }
      if (CHANGES_A_NAME.contains(step.step())) {
        assertFolderSynced(scenario, steps.subList(i, steps.size()), step.file());
      }
    }
  }

  private static int lastOf(List<Seen> steps, DiskStep kind) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).step() == kind) {
        return i;
      }
    }
    return -1;
  }

  private static void assertFolderSynced(WriteScenario scenario, List<Seen> after, Path file) {
    assertTrue(
        after.contains(new Seen(DiskStep.FORCE_FOLDER, Disk.folderOf(file))),
        () -> scenario + ": the folder of " + file + " is not synced\n" + after);
  }
}
