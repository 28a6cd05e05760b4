package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSweepTest {
  private static final Instant OWN_START = Instant.ofEpochSecond(1_700_000_000);
  private static final StoreSweep.Self SELF = new StoreSweep.Self(50, OWN_START);
  private static final LiveProcesses SIXTY_LIVES = (pid, start) -> pid == 60;

  @TempDir private Path temp;

  @Test
  void tempFilesOfDeadProcessesGo() throws IOException {
    assertSwept(".t1.json.tmp.40.t1", OWN_START.plusSeconds(5), true);
  }

  @Test
  void tempFilesOfALivingProcessStay() throws IOException {
    assertSwept(".t1.json.tmp.60.t1", OWN_START.minusSeconds(5), false);
  }

  @Test
  void tempFilesOfAnEarlierProcessWithOurPidGo() throws IOException {
    assertSwept(".t1.json.tmp.50.t1", OWN_START.minusSeconds(5), true);
  }

  @Test
  void tempFilesThatWeAreWritingStay() throws IOException {
    assertSwept(".t1.json.tmp.50.t1", OWN_START.plusSeconds(5), false);
  }

  @Test
  void whatOnlyLooksLikeATempFileStays() throws IOException {
    for (String name :
        List.of(
            "t1.json.tmp.40.t1", ".t1.json.tmp.x.t1", ".t1.json.tmp.40.", ".tmp.40.t1", ".t1")) {
      assertSwept(name, OWN_START.minusSeconds(5), false);
    }
  }

  @Test
  void aMarkWhoseTaskNeverCameToBeGoes() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1"));
    Files.createFile(temp.resolve("store/live").resolve(TestStore.name("t2").session() + ".t2"));

    store.sweep().sweep(SELF, SIXTY_LIVES);

    assertEquals(List.of(TestStore.name("t1")), store.live().list());
  }

  @Test
  void aMarkWhoseTaskHasOutputButNoRecordStays() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1"));
    Bundle bundle = store.bundle(TestStore.name("t1"));
    Files.move(bundle.record(), bundle.folder().resolve("t1.stdout"));

    store.sweep().sweep(SELF, SIXTY_LIVES);

    assertEquals(List.of(TestStore.name("t1")), store.live().list());
  }

  private void assertSwept(String name, Instant modified, boolean gone) throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1"));
    for (Path folder :
        List.of(store.bundle(TestStore.name("t1")).folder(), temp.resolve("store"))) {
      Path file = Files.writeString(folder.resolve(name), "half-writ");
      Files.setLastModifiedTime(file, FileTime.from(modified));

      store.sweep().sweep(SELF, SIXTY_LIVES);

      assertEquals(gone, !Files.exists(file), name + " in " + folder);
    }
  }
}
