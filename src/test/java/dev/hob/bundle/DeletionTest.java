package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionTest {
  private static final BundleName T1 = TestStore.name("t1");
  private static final List<String> ENDINGS =
      List.of(
          ".json",
          ".stdout",
          ".stderr",
          ".exit",
          ".claim",
          ".pty",
          ".in",
          ".env",
          ".screen",
          ".times",
          ".notices",
          ".stderr.zst",
          ".stdout.zst",
          ".sh",
          ".ps1",
          ".bat");

  @TempDir private Path temp;

  @Test
  void allFilesOfATaskGoInTheirOrderAndTheEmptyFolderToo() throws IOException {
    List<String> deleted = new ArrayList<>();
    BundleStore store =
        TestStore.in(
            temp,
            (step, file) -> {
              if (step == DiskStep.DELETE_FILE && Files.exists(file)) {
                deleted.add(file.getFileName().toString());
              }
            });
    fill(store, "t1");
    deleted.clear();

    store.deletion().delete(T1);

    List<String> wanted = new ArrayList<>(ENDINGS.stream().map(it -> "t1" + it).toList());
    wanted.addAll(List.of("session.json", T1.session() + ".t1", T1.session() + ".t1.delete"));
    assertEquals(sortArchives(wanted), sortArchives(deleted));
    assertFalse(Files.exists(store.bundle(T1).folder()));
    assertEquals(List.of(), store.live().list());
  }

  @Test
  void theFilesOfAnotherTaskStay() throws IOException {
    BundleStore store = TestStore.in(temp);
    fill(store, "t1");
    fill(store, "t12");
    Tree before = Tree.of(temp);

    store.deletion().delete(T1);

    List<String> gone = new ArrayList<>(before.entries().keySet());
    gone.removeAll(Tree.of(temp).entries().keySet());
    assertEquals(ENDINGS.size() + 1, gone.size(), gone.toString());
    assertEquals("ok", TestStore.code(store.records().update(TestStore.name("t12"), Result::ok)));
  }

  @Test
  void aTaskThatHasNotEndedIsNotDeleted() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1"));
    Tree before = Tree.of(temp);

    String refusal = store.deletion().delete(T1).map(Object::toString).orElse("deleted");

    assertEquals("out_of_order: task t1 has not ended (kill it first: hob kill t1)", refusal);
    assertEquals(before, Tree.of(temp));
  }

  @Test
  void whatCannotBeReadAsARecordIsNotDeleted() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.completed("t1"));
    Files.writeString(store.bundle(T1).record(), "{");

    assertEquals(
        "record_damaged",
        store.deletion().delete(T1).map(it -> it.code().word()).orElse("deleted"));
    assertTrue(Files.exists(store.bundle(T1).record()));
  }

  @Test
  void theFirstFailureIsToldAfterAllElseWasTriedAndTheNextStartTriesAgain() throws IOException {
    DiskProbe stubborn =
        (step, file) -> {
          if (step == DiskStep.DELETE_FILE && file.toString().matches(".*t1\\.(stderr|env)")) {
            throw new IOException("no: " + file.getFileName());
          }
        };
    fill(TestStore.in(temp), "t1");
    BundleStore store = TestStore.in(temp, stubborn);

    IOException failure = assertThrows(IOException.class, () -> store.deletion().delete(T1));

    assertEquals("no: t1.stderr", failure.getMessage());
    assertEquals("no: t1.env", failure.getSuppressed()[0].getMessage());
    Path folder = temp.resolve("store/bash-tasks").resolve(T1.session().digits());
    assertEquals(
        List.of("session.json", "t1.env", "t1.stderr"),
        Fixtures.entries(folder).stream().map(it -> it.getFileName().toString()).toList());
    TestStore.in(temp).sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES);
    assertFalse(Files.exists(folder));
  }

  @Test
  void aSessionWhoseFolderIsRemovedUnderACreationGetsItBack() throws IOException {
    BundleStore plain = TestStore.in(temp);
    fill(plain, "t1");
    boolean[] once = {true};
    BundleStore store =
        TestStore.in(
            temp,
            (step, file) -> {
              if (step == DiskStep.CREATE_FILE
                  && file.toString().contains("t2")
                  && once[0]
                  && file.toString().contains("bash-tasks")) {
                once[0] = false;
                plain.deletion().delete(T1);
              }
            });

    store.records().create(SampleTasks.accepted("t2")).orElseThrow();

    assertFalse(once[0]);
    assertEquals("t2", TestStore.stored(plain, TestStore.name("t2")).record().id().value());
    assertTrue(store.sessions().read(T1.session()) instanceof SessionReading.Found);
  }

  @Test
  void twoDeletionsThatEmptyASessionDoNotDisturbEachOther() throws IOException {
    BundleStore plain = TestStore.in(temp);
    fill(plain, "t1");
    fill(plain, "t2");
    boolean[] once = {true};
    BundleStore store =
        TestStore.in(
            temp,
            (step, file) -> {
              if (step == DiskStep.FORCE_FOLDER && file.equals(folder()) && once[0]) {
                once[0] = false;
                plain.deletion().delete(TestStore.name("t2"));
              }
            });

    assertTrue(store.deletion().delete(T1).isEmpty());

    assertFalse(once[0]);
    assertFalse(Files.exists(folder()));
    assertEquals(List.of(), Fixtures.entries(temp.resolve("store/live")));
  }

  @Test
  void anIdIsNotGivenOutWhileItsDeletionIsUnfinished() throws IOException {
    BundleStore store = TestStore.in(temp);
    Files.createDirectories(temp.resolve("store/live"));
    Files.setPosixFilePermissions(
        temp.resolve("store/live"), PosixFilePermissions.fromString("rwx------"));
    Path mark = Files.createFile(temp.resolve("store/live").resolve(T1.session() + ".t1.delete"));

    assertEquals("id_taken", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));

    Files.delete(mark);
    assertEquals("ok", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));
  }

  @Test
  void anIdOfWhichAScriptOrAnArchiveIsLeftIsTaken() throws IOException {
    for (String ending : List.of(".sh", ".stdout.zst", ".notices")) {
      BundleStore store = TestStore.in(temp);
      store.records().create(SampleTasks.accepted("t0"));
      Path file = Files.writeString(folder().resolve("t1" + ending), "");

      assertEquals("id_taken", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));
      Files.delete(file);
    }
  }

  @Test
  void aTaskThatLivesIsNotDeletedByAnOldMark() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    Path mark = Files.createFile(temp.resolve("store/live").resolve(T1.session() + ".t1.delete"));

    store.sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES);

    assertEquals("found running", Fixtures.shown(store.records().read(T1)));
    assertEquals(List.of(T1), store.live().list());
    assertFalse(Files.exists(mark));
  }

  @Test
  void aMarkThatNamesAFolderOutsideTheStoreLeadsNowhere() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.completed("t1")).orElseThrow();
    Path outside = temp.resolve("bash-tasks").resolve(T1.session().digits());
    Files.createDirectories(outside);
    Path precious = Files.writeString(outside.resolve("t1.stdout"), "precious");
    Files.createFile(temp.resolve("store/live").resolve(T1.session() + ".t1.delete..."));

    store.sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES);

    assertTrue(Files.exists(precious));
  }

  @Test
  void aSessionWhoseFolderIsRemovedWhileItsFileIsWrittenIsMadeAgain() throws IOException {
    BundleStore plain = TestStore.in(temp);
    boolean[] once = {true};
    BundleStore store =
        TestStore.in(
            temp,
            (step, file) -> {
              if (step == DiskStep.CREATE_FILE
                  && file.toString().contains(".session.json.tmp")
                  && once[0]) {
                once[0] = false;
                Files.delete(folder());
              }
            });

    store.records().create(SampleTasks.accepted("t2")).orElseThrow();

    assertFalse(once[0]);
    assertTrue(plain.sessions().read(T1.session()) instanceof SessionReading.Found);
  }

  private Path folder() {
    return temp.toAbsolutePath().resolve("store/bash-tasks").resolve(T1.session().digits());
  }

  private static void fill(BundleStore store, String task) throws IOException {
    store.records().create(SampleTasks.completed(task)).orElseThrow();
    Path folder = store.bundle(TestStore.name(task)).folder();
    for (String ending : ENDINGS.subList(1, ENDINGS.size())) {
      Files.writeString(folder.resolve(task + ending), "x");
    }
  }

  /** Archives come in the order in which the folder lists them. */
  private static List<String> sortArchives(List<String> names) {
    int first = names.indexOf("t1.notices") + 1;
    List<String> sorted = new ArrayList<>(names);
    sorted.subList(first, first + 2).sort(null);
    return sorted;
  }
}
