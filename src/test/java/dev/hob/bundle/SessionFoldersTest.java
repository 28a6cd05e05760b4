package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.SampleTasks;
import dev.hob.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFoldersTest {
  private static final BundleName T1 = TestStore.name("t1");
  private static final BundleName T2 = TestStore.name("t2");

  @TempDir private Path temp;

  @Test
  void anOlderFolderOfOneHarnessIsFound() throws IOException {
    BundleStore store = olderStore("opencode");

    assertEquals(Optional.of(older("opencode")), store.folders().find(T1.session()));
    assertEquals("t1", TestStore.stored(store, T1).record().id().value());
  }

  @Test
  void theDirectFolderWinsIfItExists() throws IOException {
    BundleStore store = olderStore("opencode");
    store.records().create(SampleTasks.accepted("t2")).orElseThrow();

    assertEquals(
        Optional.of(temp.resolve("store/bash-tasks").resolve(T1.session().digits())),
        store.folders().find(T1.session()));
  }

  @Test
  void newTasksGoToTheDirectFolderAndOldOnesAreStillFoundAndListed() throws IOException {
    BundleStore store = olderStore("pi");
    store.records().create(SampleTasks.accepted("t2")).orElseThrow();

    assertEquals(older("pi"), store.bundle(T1).folder());
    assertEquals(
        List.of(T1, T2),
        TestStore.names(store.folders().bundles().bundles()).stream()
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList());
    assertEquals(2, store.folders().bundles(T1.session()).bundles().size());
  }

  @Test
  void aSessionInTwoOlderStoresIsNobodysToGuess() throws IOException {
    BundleStore store = olderStore("opencode");
    copy(older("opencode"), older("pi"));

    assertEquals(Optional.empty(), store.folders().find(T1.session()));
    assertEquals("absent", Fixtures.shown(store.records().read(T1)));
    assertEquals(2, store.folders().bundles().bundles().size(), "list shows all of them");
  }

  @Test
  void harnessesThatNobodyConfiguredAreNotLookedInto() throws IOException {
    BundleStore store = olderStore("some-agent");

    assertEquals(Optional.empty(), store.folders().find(T1.session()));
    assertEquals(List.of(), store.folders().bundles().bundles());
  }

  @Test
  void aRecordInAnOlderFolderIsChangedWhereItStands() throws IOException {
    BundleStore store = olderStore("opencode");

    store.records().update(T1, record -> record.after(SampleTasks.marker(0))).orElseThrow();

    assertEquals(2, TestStore.stored(store, T1).record().revision());
    assertEquals(older("opencode"), store.bundle(T1).folder());
  }

  @Test
  void foldersAndFilesThatAreNoBundlesArePassedOver() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.accepted("t1")).orElseThrow();
    Path sessions = temp.resolve("store/bash-tasks");
    Files.createDirectory(sessions.resolve("not-a-hash"));
    Files.writeString(sessions.resolve("0123456789abcdef"), "a file");
    Path folder = sessions.resolve(T1.session().digits());
    Files.writeString(folder.resolve("no id.json"), "{}");
    Files.writeString(folder.resolve(".t1.json.tmp.1.t1"), "{}");
    Files.writeString(folder.resolve("t5.stdout"), "");
    Tree before = Tree.of(temp);

    assertEquals(List.of(T1), TestStore.names(store.folders().bundles().bundles()));
    assertEquals(before, Tree.of(temp));
  }

  @Test
  void aRecordOfAnOlderTreeBelongsToTheTreesHarness() throws IOException {
    BundleStore store = olderStore("opencode");
    Path record = store.bundle(T1).record();
    Files.writeString(record, Files.readString(record).replaceFirst("\"harness\": \"\",", ""));

    assertEquals("opencode", TestStore.stored(store, T1).record().order().ownership().harness());
  }

  @Test
  void anIdThatAnOlderTreeHasIsTaken() throws IOException {
    BundleStore store = olderStore("opencode");

    assertEquals("id_taken", TestStore.code(store.records().create(SampleTasks.accepted("t1"))));
  }

  @Test
  void theSessionOfAnOlderTreeIsKnown() throws IOException {
    BundleStore store = olderStore("opencode");

    assertTrue(store.sessions().read(T1.session()) instanceof SessionReading.Found);
  }

  @Test
  void aUniqueBeginningServesWhereverAnIdDoes() throws IOException {
    BundleStore store = TestStore.in(temp);
    for (String id : List.of("tabc", "tabd", "tab", "tx")) {
      store.records().create(SampleTasks.accepted(id)).orElseThrow();
    }

    assertEquals("tabc", resolved(store, "tabc"));
    assertEquals("tx", resolved(store, "tx"));
    assertEquals("tx", resolved(store, "tx".substring(0, 2)));
    assertEquals("tab", resolved(store, "tab"), "the id itself, though others begin with it");
    assertEquals("ambiguous_id", resolved(store, "ta").replaceAll(":.*", ""));
    assertEquals("task_not_found", resolved(store, "tz").replaceAll(":.*", ""));
    assertEquals("task_not_found", resolved(store, "").replaceAll(":.*", ""));
    assertEquals(
        "ambiguous_id: 3 tasks have an id that begins with \"ta\""
            + " (give more of the id: tab, tabc, tabd)",
        resolved(store, "ta"));
  }

  private static String resolved(BundleStore store, String text) {
    return store
        .folders()
        .resolve(T1.session(), text)
        .fold(bundle -> bundle.name().task().value(), Object::toString);
  }

  /** A store whose one task lies in the tree of a harness. */
  private BundleStore olderStore(String harness) throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    Files.createDirectory(temp.resolve("store").resolve(harness));
    Files.move(temp.resolve("store/bash-tasks"), older(harness).getParent());
    return store;
  }

  private Path older(String harness) {
    return temp.resolve("store")
        .resolve(harness)
        .resolve("bash-tasks")
        .resolve(T1.session().digits());
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
