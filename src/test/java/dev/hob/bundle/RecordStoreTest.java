package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.CommandSpec;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskOrder;
import dev.hob.model.TaskRecord;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smoke")
class RecordStoreTest {
  private static final BundleName T1 = TestStore.name("t1");

  @TempDir private Path temp;

  @Test
  void aCreatedTaskIsFoundAgainByAnotherStore() throws IOException {
    TaskRecord created =
        TestStore.in(temp).records().create(SampleTasks.running("t1")).orElseThrow();

    StoredRecord stored = TestStore.stored(TestStore.in(temp), T1);

    assertEquals(created, stored.record());
    assertEquals(1, created.revision());
  }

  @Test
  void eachWriteCountsTheRevisionUp() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));

    store.records().update(T1, record -> record.after(SampleTasks.marker(0)));
    store.records().update(T1, record -> Result.ok(record.with(record.remains().withPinned(true))));

    assertEquals(3, TestStore.stored(store, T1).record().revision());
  }

  @Test
  void everythingIsPrivate() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));
    store.captures().create(store.bundle(T1), Set.of(CaptureStream.STDOUT));
    store.records().update(T1, record -> record.after(SampleTasks.marker(0)));

    try (Stream<Path> files = Files.walk(temp.resolve("store"))) {
      for (Path file : files.toList()) {
        String wanted = Files.isDirectory(file) ? "rwx------" : "rw-------";
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertEquals(wanted, mode, file.toString());
      }
    }
  }

  @Test
  void anIdThatIsTakenIsRefusedAndNothingOfItTouched() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));
    Tree before = Tree.of(temp);

    assertEquals("id_taken", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));

    assertEquals(before, Tree.of(temp));
  }

  @Test
  void anIdOfWhichOnlyOutputIsLeftIsTakenToo() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));
    Files.writeString(store.bundle(T1).capture(CaptureStream.STDOUT), "precious");
    Files.delete(store.bundle(T1).record());

    assertEquals("id_taken", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));

    assertEquals("precious", Files.readString(store.bundle(T1).capture(CaptureStream.STDOUT)));
  }

  @Test
  void captureFilesAreNeverMadeTwice() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));
    store.captures().create(store.bundle(T1), Set.of(CaptureStream.STDERR));
    Files.writeString(store.bundle(T1).capture(CaptureStream.STDERR), "precious");
    Tree before = Tree.of(temp);

    String code =
        store
            .captures()
            .create(store.bundle(T1), Set.of(CaptureStream.STDOUT, CaptureStream.STDERR))
            .map(refusal -> refusal.code().word())
            .orElse("made");

    assertEquals("id_taken", code);
    assertEquals(before, Tree.of(temp), "all of them or none");
  }

  @Test
  void anUpdateOfAnUnknownTaskIsRefused() throws IOException {
    String code = TestStore.code(TestStore.in(temp).records().update(T1, Result::ok));

    assertEquals("task_not_found", code);
  }

  @Test
  void anUpdateThatTheRulesForbidIsRefusedAndNotWritten() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.completed("t1"));
    Tree before = Tree.of(temp);

    assertEquals(
        "terminal",
        TestStore.code(
            store
                .records()
                .update(
                    T1, record -> Result.ok(record.with(SampleTasks.running("t1").progress())))));
    assertEquals(
        "terminal",
        TestStore.code(
            store.records().update(T1, record -> record.after(new TaskEvent.SignalSent()))));
    assertEquals(before, Tree.of(temp));
  }

  @Test
  void aTaskIsLiveFromItsCreationOn() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1"));

    assertEquals(List.of(T1), store.live().list());
    assertTrue(store.live().has(T1));
    store.live().remove(T1);
    assertFalse(store.live().has(T1));
  }

  @Test
  void theSessionsFolderSaysWhichSessionItIs() throws IOException {
    BundleStore store = TestStore.in(temp);
    SessionKey session = new SessionKey("Grüße/../../etc\n🐙");
    store.records().create(SampleTasks.accepted("t1", session)).orElseThrow();

    SessionReading reading = store.sessions().read(session.hash());

    assertEquals(session, ((SessionReading.Found) reading).file().session());
    assertEquals(
        List.of(session.hash().digits(), "session.json", "t1.json"),
        namesBelow(temp.resolve("store/bash-tasks")));
  }

  @Test
  void aSessionsFileInTheWrongFolderIsDamage() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1")).orElseThrow();
    SessionKey other = new SessionKey("other");
    store.records().create(SampleTasks.accepted("t2", other)).orElseThrow();
    Path sessions = temp.resolve("store/bash-tasks");
    Files.copy(
        sessions.resolve(other.hash().digits()).resolve("session.json"),
        sessions.resolve(T1.session().digits()).resolve("session.json"),
        StandardCopyOption.REPLACE_EXISTING);

    SessionReading reading = store.sessions().read(T1.session());

    assertEquals(DamageKind.WRONG_SESSION, ((SessionReading.Damaged) reading).kind());
  }

  @Test
  void pathsMayHoldSpacesNewlinesAndAnyLetters() throws IOException {
    Path odd = Files.createDirectory(temp.resolve("a b\n'\"$(x) ü 世界 🐙"));
    BundleStore store = TestStore.in(odd);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    store.records().update(T1, record -> record.after(SampleTasks.marker(0))).orElseThrow();

    assertEquals(2, TestStore.stored(TestStore.in(odd), T1).record().revision());
    assertEquals(List.of(), WriteScenario.temps(odd));
  }

  @Test
  void aRecordThatNobodyCouldReadAgainIsNotWritten() throws IOException {
    BundleStore store = TestStore.in(temp);
    TaskRecord huge = withCommand("x".repeat(JsonText.MAX_BYTES));

    assertEquals("bad_request", TestStore.code(store.records().create(huge)));
    assertEquals("absent", Fixtures.shown(store.records().read(T1)));
    assertEquals(List.of(), store.live().list());
  }

  @Test
  void aCommandOfTheLargestSizeIsReadAgain() throws IOException {
    BundleStore store = TestStore.in(temp);
    TaskRecord large = withCommand("\u0001".repeat(8 << 20));
    store.records().create(large).orElseThrow();

    assertEquals(large.order(), TestStore.stored(store, T1).record().order());
  }

  private static TaskRecord withCommand(String command) {
    TaskOrder sample = SampleTasks.accepted("t1").order();
    return TaskRecord.accepted(
        TaskOrder.of(
            sample.id(), sample.ownership(), CommandSpec.of(command, "/"), SampleTasks.START),
        true);
  }

  @Test
  void exchangeAndPlainRenameGiveTheSameRecord() throws IOException {
    Path one = Files.createDirectory(temp.resolve("one"));
    Path other = Files.createDirectory(temp.resolve("other"));
    BundleStore exchanging = TestStore.in(one);
    BundleStore renaming = TestStore.in(other, new Disk(DiskProbe.NONE, NameExchange.missing()));
    for (BundleStore store : List.of(exchanging, renaming)) {
      store.records().create(SampleTasks.running("t1")).orElseThrow();
      store.records().update(T1, record -> record.after(SampleTasks.marker(0))).orElseThrow();
    }

    assertEquals(
        Files.readString(exchanging.bundle(T1).record()),
        Files.readString(renaming.bundle(T1).record()));
  }

  private static List<String> namesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
