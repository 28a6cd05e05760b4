package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk says no to any one step: nothing is half-written, and whoever asked hears of it. */
@Tag("smoke")
class WriteFailureTest {
  /** A full disk says no to these. */
  private static final Set<DiskStep> TAKE_SPACE =
      EnumSet.of(DiskStep.CREATE_FOLDER, DiskStep.CREATE_FILE, DiskStep.WRITE, DiskStep.FORCE_FILE);

  /**
   * An empty folder is made step by step, a marker or claim is true however far it came, a sweep
   * goes on, what a start could not finish the start takes back, and what is damaged is set aside
   * before anything takes its place.
   */
  private static final Set<WriteScenario> NOT_ALL_OR_NOTHING =
      EnumSet.of(
          WriteScenario.STORE_ROOT_OPEN,
          WriteScenario.MARK_KILLED,
          WriteScenario.CLAIM_CALL_OFF,
          WriteScenario.TAKE_BACK,
          WriteScenario.RECORD_PLACE_AND_SYNC,
          WriteScenario.MARK_KILLED_OF_AN_OLDER_TASK,
          WriteScenario.SESSION_BOOK_AFTER_A_DAMAGED_ONE,
          WriteScenario.SWEEP);

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void aDiskThatIsFullAtAnyStepChangesNothing(WriteScenario scenario) throws IOException {
    int steps = walk(scenario, SteppingProbe.watching());
    for (int step = 1; step <= steps; step++) {
      failAt(scenario, step);
    }
  }

  /** After the commit a failure may only be told; before it nothing has changed. */
  @ParameterizedTest
  @EnumSource
  void aDiskThatFailsAtAnyStepLeavesTheOldContentOrTheNew(WriteScenario scenario)
      throws IOException {
    String before = sweptBefore(scenario);
    String after = sweptAfter(scenario);
    int steps = walk(scenario, SteppingProbe.watching());
    for (int step = 1; step <= steps; step++) {
      Path folder = WriteScenario.folder(temp, scenario + "-broken-" + step);
      scenario.prepare(folder);
      SteppingProbe probe =
          new SteppingProbe(
              step,
              (what, file) -> {
                throw new IOException("Input/output error");
              });

      boolean done = actOrFail(scenario, folder, probe);

      String where = scenario + " broken at step " + step + " " + probe.steps().get(step - 1);
      String found = swept(folder);
      assertTrue(scenario.isBetween(found, before, after), where + "\n" + found);
      assertTrue(!done || found.equals(after), where + " was called done\n" + found);
    }
  }

  private String sweptBefore(WriteScenario scenario) throws IOException {
    Path folder = WriteScenario.folder(temp, scenario + "-before");
    scenario.prepare(folder);
    return swept(folder);
  }

  private String sweptAfter(WriteScenario scenario) throws IOException {
    Path folder = WriteScenario.folder(temp, scenario + "-whole");
    scenario.prepare(folder);
    assertTrue(scenario.act(folder, TestStore.disk()));
    return swept(folder);
  }

  /** What a reader sees after a restart. */
  private static String swept(Path folder) throws IOException {
    TestStore.in(folder).sweep().sweep(TestStore.self(), (pid, start) -> TestStore.lives(pid));
    return WriteScenario.observe(folder);
  }

  /** "Refused" must mean that no task is there, and "there" that recovery finds it. */
  @Test
  void aRecordWhoseFolderCannotBeSyncedIsTakenBackOrKeepsItsMark() throws IOException {
    for (DiskStep alsoBroken : List.of(DiskStep.TRUNCATE, DiskStep.DELETE_FILE)) {
      Path folder = WriteScenario.folder(temp, "unsynced-" + alsoBroken);
      WriteScenario.RECORD_CREATE.prepare(folder);
      BundleStore store =
          TestStore.in(
              folder,
              (step, file) -> {
                if (step == DiskStep.FORCE_FOLDER || step == alsoBroken) {
                  throw new IOException("No space left on device");
                }
              });

      String outcome = outcome(store);

      BundleName t2 = TestStore.name("t2");
      boolean there = store.records().read(t2) instanceof RecordReading.Found;
      assertEquals(there, store.live().has(t2));
      assertEquals(there ? "written, but not synced" : "disk_full", outcome);
      assertEquals(alsoBroken == DiskStep.DELETE_FILE, there);
    }
  }

  @Test
  void aRecordThatWasTakenBackIsNotCalledWrittenBecauseTheFailureHadAnotherInIt()
      throws IOException {
    Path folder = WriteScenario.folder(temp, "two-failures");
    WriteScenario.RECORD_CREATE.prepare(folder);
    BundleStore store =
        TestStore.in(
            folder,
            (step, file) -> {
              if (step == DiskStep.FORCE_FOLDER) {
                IOException failure = new IOException("No space left on device");
                failure.addSuppressed(new IOException("nor could it be closed"));
                throw failure;
              }
            });

    assertEquals("disk_full", outcome(store));
    assertFalse(store.live().has(TestStore.name("t2")));
  }

  private static String outcome(BundleStore store) throws IOException {
    try {
      return TestStore.code(store.records().create(SampleTasks.accepted("t2")));
    } catch (NotDurableException e) {
      return "written, but not synced";
    }
  }

  private int walk(WriteScenario scenario, SteppingProbe probe) throws IOException {
    Path folder = WriteScenario.folder(temp, scenario + "-watched");
    scenario.prepare(folder);
    assertTrue(scenario.act(folder, new Disk(probe, NameExchange.ofPlatform())));
    return probe.steps().size();
  }

  private void failAt(WriteScenario scenario, int step) throws IOException {
    Path folder = WriteScenario.folder(temp, scenario + "-" + step);
    scenario.prepare(folder);
    String before = WriteScenario.observe(folder);
    boolean[] hit = new boolean[1];
    SteppingProbe probe =
        new SteppingProbe(
            step,
            (what, file) -> {
              if (TAKE_SPACE.contains(what)) {
                hit[0] = true;
                throw new IOException("No space left on device");
              }
            });

    boolean done = actOrFail(scenario, folder, probe);

    if (!hit[0]) {
      return;
    }
    String where = scenario + " full at step " + step + " " + probe.steps().get(step - 1);
    assertFalse(done, where);
    assertEquals(List.of(), WriteScenario.temps(folder), where);
    if (!NOT_ALL_OR_NOTHING.contains(scenario)) {
      assertEquals(before, WriteScenario.observe(folder), where);
    }
  }

  private static boolean actOrFail(WriteScenario scenario, Path folder, SteppingProbe probe) {
    try {
      return scenario.act(folder, new Disk(probe, NameExchange.ofPlatform()));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void contentIsOnDiskBeforeItGetsItsNameAndTheNameBeforeTheReply() throws IOException {
    for (WriteScenario scenario : WriteScenario.values()) {
      SteppingProbe probe = SteppingProbe.watching();
      walk(scenario, probe);
      WriteOrder.check(scenario, probe.steps());
    }
  }

  @Test
  void everyKindOfStepIsTakenByAnyWrite() throws IOException {
    Set<DiskStep> taken = EnumSet.noneOf(DiskStep.class);
    for (WriteScenario scenario : WriteScenario.values()) {
      SteppingProbe probe = SteppingProbe.watching();
      Path folder = WriteScenario.folder(temp, scenario + "-kinds");
      scenario.prepare(folder);
      scenario.act(folder, new Disk(probe, NameExchange.ofPlatform()));
      probe.steps().forEach(seen -> taken.add(seen.step()));
    }

    assertEquals(EnumSet.allOf(DiskStep.class), taken);
  }
}
