package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskRecord;
import dev.hob.testing.NotRun;
import dev.hob.testing.OtherUser;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody put something else in the place of a file or folder of the store. */
class HostileFilesTest {
  private static final BundleName T1 = TestStore.name("t1");

  private final Path temp;
  private final BundleStore store;
  private final Path record;

  HostileFilesTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    record = store.bundle(T1).record();
  }

  @Test
  void aSymbolicLinkInPlaceOfARecordIsNotFollowed() throws IOException {
    Path elsewhere = temp.resolve("elsewhere.json");
    Files.move(record, elsewhere);
    Files.createSymbolicLink(record, elsewhere);

    assertDamaged("symbolic_link");
  }

  @Test
  void aDanglingLinkInPlaceOfARecordIsDamageAndNotAbsence() throws IOException {
    Files.delete(record);
    Files.createSymbolicLink(record, temp.resolve("nowhere"));

    assertDamaged("symbolic_link");
  }

  @Test
  void aRecordWithASecondNameIsNotUsed() throws IOException {
    Files.createLink(temp.resolve("second name"), record);

    assertDamaged("hard_link");
  }

  @Test
  void aFolderInPlaceOfARecordIsDamage() throws IOException {
    Files.delete(record);
    Files.createDirectory(record);

    assertDamaged("not_a_file");
  }

  @Test
  void aFifoInPlaceOfARecordBlocksNobody() throws IOException, InterruptedException {
    Files.delete(record);
    assertEquals(0, new ProcessBuilder("mkfifo", record.toString()).start().waitFor());

    assertDamaged("not_a_file");
  }

  @Test
  void aHugeRecordIsNotReadIntoMemory() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(record.toFile(), "rw")) {
      file.setLength(1L << 40);
    }

    assertDamaged("too_large");
  }

  @Test
  void aRecordOfAnotherUserIsNotUsed() throws IOException {
    if (!OtherUser.missing().isEmpty()) {
      NotRun.because("aRecordOfAnotherUserIsNotUsed", OtherUser.missing());
      return;
    }
    Files.setAttribute(record, "unix:uid", OtherUser.UID);

    assertDamaged("foreign_owner");
  }

  @Test
  void aSessionFolderThatOthersCanEnterIsNotUsed() throws IOException {
    Files.setPosixFilePermissions(
        store.bundle(T1).folder(), PosixFilePermissions.fromString("rwxr-xr-x"));

    assertTrue(store.records().read(T1) instanceof RecordReading.Unreadable);
    assertEquals("internal", TestStore.code(end()));
  }

  @Test
  void aLinkInPlaceOfASessionFolderIsNotFollowed() throws IOException {
    Path folder = store.bundle(T1).folder();
    Files.move(folder, temp.resolve("moved"));
    Files.createSymbolicLink(folder, temp.resolve("moved"));

    assertTrue(store.records().read(T1) instanceof RecordReading.Unreadable);
    assertEquals(0, store.folders().bundles().bundles().size());
  }

  @Test
  void aRecordThatOthersCanReadIsReadAndPrivateAfterTheNextWrite() throws IOException {
    Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rw-r--r--"));

    assertEquals("ok", TestStore.code(end()));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(record)));
  }

  @Test
  void aLinkInPlaceOfAMarkerDoesNotEndATask() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("marker"), "0\n");
    Files.createSymbolicLink(store.bundle(T1).exitMarker(), elsewhere);

    assertTrue(store.markers().read(store.bundle(T1), 5) instanceof MarkerReading.Unreadable);
    assertTrue(
        store.markers().markKilled(store.bundle(T1), 5, SampleTasks.END)
            instanceof MarkerReading.Unreadable);
    assertEquals("0\n", Files.readString(elsewhere));
  }

  @Test
  void aMarkerThatCannotBeReadIsNotTakenForNone() throws IOException {
    Files.createDirectory(store.bundle(T1).exitMarker());

    assertTrue(store.markers().read(store.bundle(T1), 5) instanceof MarkerReading.Unreadable);
  }

  @Test
  void aLinkInPlaceOfACaptureFileIsNotWrittenThrough() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("precious"), "precious");
    Files.createSymbolicLink(store.bundle(T1).capture(CaptureStream.STDOUT), elsewhere);

    String code =
        store
            .captures()
            .create(store.bundle(T1), Set.of(CaptureStream.STDOUT))
            .map(refusal -> refusal.code().word())
            .orElse("made");

    assertEquals("id_taken", code);
    assertEquals("precious", Files.readString(elsewhere));
  }

  @Test
  void aLinkInPlaceOfAJournalIsNotWrittenThrough() throws IOException {
    Path elsewhere = Files.writeString(temp.resolve("precious"), "");
    Files.createSymbolicLink(store.bundle(T1).notices(), elsewhere);

    String code =
        store
            .notices()
            .append(
                store.bundle(T1),
                new NoticeEvent.Expired(
                    new NoticeId(T1.task(), NoticeKind.COMPLETION, 1), SampleTasks.END, "gone"))
            .map(refusal -> refusal.code().word())
            .orElse("written");

    assertEquals("record_damaged", code);
    assertEquals("", Files.readString(elsewhere));
  }

  @Test
  void aDamagedRecordIsSetAsideOnceAndUnchanged() throws IOException {
    byte[] broken = "{\"task_id\":".getBytes(StandardCharsets.UTF_8);
    Files.write(record, broken);
    RecordReading.Damaged damage = (RecordReading.Damaged) store.records().read(T1);

    Quarantine.Result result =
        store.quarantine().setAside(store.bundle(T1), damage, TestStore.NOBODY_LIVES);

    Path place = ((Quarantine.Result.SetAside) result).place();
    assertEquals(temp.resolve("store/quarantine/" + T1.session()), place.getParent());
    assertTrue(place.getFileName().toString().startsWith("t1.json.not_json-t"), place.toString());
    assertEquals(new String(broken, StandardCharsets.UTF_8), Files.readString(place));
    assertTrue(store.records().read(T1) instanceof RecordReading.Absent);
  }

  @Test
  void aLinkIsSetAsideAndNotWhatItPointsTo() throws IOException {
    Path elsewhere = temp.resolve("elsewhere.json");
    Files.move(record, elsewhere);
    Files.createSymbolicLink(record, elsewhere);
    RecordReading.Damaged damage = (RecordReading.Damaged) store.records().read(T1);

    store.quarantine().setAside(store.bundle(T1), damage, TestStore.NOBODY_LIVES);

    assertTrue(Files.isRegularFile(elsewhere));
    assertTrue(store.records().read(T1) instanceof RecordReading.Absent);
  }

  @Test
  void aDamagedRecordWhoseProcessLivesStaysWhereItIs() throws IOException {
    Files.writeString(record, "{\"child_pid\":4242,\"process_start\":\"s\",");
    RecordReading.Damaged damage = (RecordReading.Damaged) store.records().read(T1);
    Tree before = Tree.of(temp);

    Quarantine.Result result =
        store
            .quarantine()
            .setAside(
                store.bundle(T1),
                damage,
                (pid, start) -> pid == 4242 && start.equals(Optional.of("s")));

    assertEquals(new Quarantine.Result.ProcessLives(4242), result);
    assertEquals(before, Tree.of(temp));
  }

  @Test
  void aBackupByHardLinksDoesNotCostARunningTaskItsRecord() throws IOException {
    Files.createLink(temp.resolve("backup of the record"), record);
    RecordReading.Damaged damage = (RecordReading.Damaged) store.records().read(T1);

    Quarantine.Result result =
        store.quarantine().setAside(store.bundle(T1), damage, (pid, start) -> pid == 4242);

    assertEquals(DamageKind.HARD_LINK, damage.kind());
    assertEquals(new Quarantine.Result.ProcessLives(4242), result);
  }

  @Test
  void aFolderThatCannotBeLookedIntoCostsNoTaskItsMark() throws IOException {
    Path folder = store.bundle(T1).folder();
    Files.move(folder, temp.resolve("moved"));
    Files.createSymbolicLink(folder, folder.getFileName());

    assertThrows(
        IOException.class, () -> store.sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES));

    assertEquals(List.of(T1), store.live().list());
  }

  @Test
  void aFolderThatIsLeftOutOfTheListIsNamed() throws IOException {
    store.records().create(SampleTasks.accepted("t2", new SessionKey("other"))).orElseThrow();
    Path folder = store.bundle(T1).folder();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    SessionFolders.Listing listing = store.folders().bundles();

    assertEquals(1, listing.bundles().size());
    assertEquals(List.of(folder), listing.leftOut());
  }

  private Result<TaskRecord> end() throws IOException {
    return store.records().update(T1, it -> it.after(SampleTasks.marker(0)));
  }

  private void assertDamaged(String kind) throws IOException {
    Tree before = Tree.of(temp);

    assertEquals("damaged " + kind, Fixtures.shown(store.records().read(T1)));
    assertEquals("record_damaged", TestStore.code(end()));
    assertEquals(before, Tree.of(temp), "reading moved or wrote something");
  }
}
