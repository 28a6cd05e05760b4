package dev.hob.bundle;

import com.google.errorprone.annotations.Immutable;
import dev.hob.model.CaptureStream;
import dev.hob.model.DaemonAddress;
import dev.hob.model.NoticeEvent;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Each way in which the store is ever written to, named by the method that does it.
 *
 * <p>That no method is missing is checked against the code, in {@code DiskWallTest}.
 */
enum WriteScenario {
  STORE_ROOT_OPEN(
      "StoreRoot.open",
      folder -> {},
      (folder, disk) ->
          StoreRoot.open(StoreRoot.Wish.of(folder.resolve("store"), TestStore.PID), disk).isOk()),

  RECORD_CREATE_FIRST_OF_SESSION(
      "RecordStore.create",
      WrittenBefore::emptyStore,
      store -> store.records().create(SampleTasks.accepted("t1")).isOk()),

  RECORD_CREATE(
      "RecordStore.create",
      WrittenBefore::acceptedTask,
      store -> store.records().create(SampleTasks.accepted("t2")).isOk()),

  /** As a start does it: the command is spawned between the two. */
  RECORD_PLACE_AND_SYNC(
      "PlacedRecord.sync",
      WrittenBefore::acceptedTask,
      store -> {
        Result<PlacedRecord> placed = store.records().place(SampleTasks.accepted("t2"));
        if (!placed.isOk()) {
          return false;
        }
        try (PlacedRecord record = placed.orElseThrow()) {
          record.sync();
          return true;
        }
      }),

  TAKE_BACK(
      "TaskFiles.takeBack",
      WrittenBefore::captures,
      store -> {
        new TaskFiles(store, WrittenBefore.T1).takeBack();
        return true;
      }) {
    // Nobody was told that the start failed, so the task may also be there, with what it had.
    @Override
    boolean isBetween(String observed, String before, String after) {
      return super.isBetween(observed, before, after)
          || withoutCaptures(observed).equals(withoutCaptures(before));
    }
  },

  CLAIM_CALL_OFF(
      "ClaimStore.callOff",
      WrittenBefore::runningTask,
      store -> !(store.claims().callOff(bundle(store)) instanceof ClaimReading.None)),

  INPUT_FIFO(
      "InputFiles.createFifo",
      WrittenBefore::runningTask,
      store -> {
        Files.deleteIfExists(bundle(store).input());
        store.input().createFifo(bundle(store));
        return true;
      }),

  INPUT_BYTES("InputFiles.createInput", WrittenBefore::runningTask, WrittenBefore::createInput),

  INPUT_SCRIPT(
      "InputFiles.createScript",
      WrittenBefore::runningTask,
      store -> {
        Files.deleteIfExists(bundle(store).script());
        return store.input().createScript(bundle(store), new byte[] {1, 2}).isEmpty();
      }),

  INPUT_REMOVE(
      "InputFiles.removeInput",
      WrittenBefore::input,
      store -> {
        store.input().removeInput(bundle(store));
        return true;
      }),

  RECORD_UPDATE(
      "RecordStore.update",
      WrittenBefore::runningTask,
      store -> WrittenBefore.updateToEnd(store).isOk()),

  RECORD_UPDATE_WITHOUT_EXCHANGE(
      "RecordStore.update",
      WrittenBefore::runningTask,
      (folder, disk) ->
          WrittenBefore.updateToEnd(WrittenBefore.store(folder, disk.withoutExchange())).isOk()),

  LIVE_REMOVE(
      "LiveMarks.remove",
      WrittenBefore::runningTask,
      store -> {
        store.live().remove(WrittenBefore.T1);
        return true;
      }),

  CAPTURES_CREATE(
      "CaptureFiles.create", WrittenBefore::runningTask, WrittenBefore::createCaptures) {
    // No process was spawned yet, so any of the files may be there, and none says anything.
    @Override
    boolean isBetween(String observed, String before, String after) {
      return withoutCaptures(observed).equals(withoutCaptures(before))
          && observed.contains("marker none");
    }
  },

  MARK_KILLED("ExitMarkerStore.markKilled", WrittenBefore::captures, store -> markKilled(store, 5)),

  MARK_KILLED_OF_AN_OLDER_TASK(
      "ExitMarkerStore.markKilled", WrittenBefore::runningTask, store -> markKilled(store, 4)),

  DAEMON_FILE_FIRST(
      "DaemonFile.write",
      WrittenBefore::emptyStore,
      store -> WrittenBefore.writeDaemonFile(store, 2)),

  DAEMON_FILE_AGAIN(
      "DaemonFile.write",
      WrittenBefore::daemonFile,
      store -> WrittenBefore.writeDaemonFile(store, 2)),

  DAEMON_FILE_REMOVE(
      "DaemonFile.remove",
      WrittenBefore::daemonFile,
      store -> {
        store.daemon().remove(WrittenBefore.daemonAddress(1));
        return true;
      }),

  SESSION_BOOK_FIRST(
      "SessionBookStore.write",
      WrittenBefore::emptyStore,
      store -> WrittenBefore.writeSessionBook(store, "session-2")),

  SESSION_BOOK_AGAIN(
      "SessionBookStore.write",
      WrittenBefore::sessionBook,
      store -> WrittenBefore.writeSessionBook(store, "session-2")),

  SESSION_BOOK_AFTER_A_DAMAGED_ONE(
      "SessionBookStore.write",
      WrittenBefore::damagedSessionBook,
      store -> WrittenBefore.writeSessionBook(store, "session-2")) {
    // What is damaged goes out of the way first; then there is none, which says no less.
    @Override
    boolean isBetween(String observed, String before, String after) {
      return super.isBetween(observed, before, after)
          || observed.equals(after.replace("[session-2]", "[]"));
    }
  },

  TOKEN(
      "RunFolder.writeToken",
      WrittenBefore::daemonFile,
      store -> Files.exists(store.run().writeToken("secret"))),

  TOKEN_REMOVE(
      "RunFolder.removeToken",
      WrittenBefore::token,
      store -> {
        store.run().removeToken();
        return true;
      }),

  JOURNAL_BEGIN(
      "NoticeJournalStore.append", WrittenBefore::runningTask, WrittenBefore::beginJournal),

  JOURNAL_APPEND_AFTER_A_TORN_LINE(
      "NoticeJournalStore.append",
      WrittenBefore::tornJournal,
      store ->
          store
              .notices()
              .append(
                  bundle(store),
                  new NoticeEvent.Acknowledged(WrittenBefore.NOTICE, SampleTasks.END, "me"))
              .isEmpty()),

  TIMES_BEGIN(
      "TaskFiles.sample",
      WrittenBefore::runningTask,
      store -> {
        new TaskFiles(store, WrittenBefore.T1).sample(WrittenBefore.SAMPLE);
        return true;
      }),

  TIMES_APPEND(
      "TaskFiles.sample",
      WrittenBefore::times,
      store -> {
        new TaskFiles(store, WrittenBefore.T1).sample(WrittenBefore.SAMPLE);
        return true;
      }),

  WRITES_BEGIN(
      "TaskFiles.write",
      WrittenBefore::runningTask,
      store -> {
        new TaskFiles(store, WrittenBefore.T1).write("w1", Optional.empty());
        return true;
      }),

  WRITES_END(
      "TaskFiles.write",
      WrittenBefore::writes,
      store -> {
        new TaskFiles(store, WrittenBefore.T1).write("w1", Optional.of(WrittenBefore.WRITTEN));
        return true;
      }),

  DELETE_ONE_OF_TWO("Deletion.delete", WrittenBefore::twoTasks, WriteScenario::delete),

  DELETE_THE_LAST("Deletion.delete", WrittenBefore::endedTask, WriteScenario::delete),

  DELETE_IN_AN_OLDER_TREE("Deletion.delete", WrittenBefore::olderTree, WriteScenario::delete),

  SET_ASIDE(
      "Quarantine.setAside",
      WrittenBefore::damagedRecord,
      store -> {
        RecordReading reading = store.records().read(WrittenBefore.T1);
        return reading instanceof RecordReading.Damaged damage
            && store.quarantine().setAside(bundle(store), damage, TestStore.NOBODY_LIVES)
                instanceof Quarantine.Result.SetAside;
      }),

  SWEEP(
      "StoreSweep.sweep",
      WrittenBefore::litter,
      store -> !store.sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES).isEmpty());

  private final String method;
  private final Preparation preparation;
  private final Write write;

  /** Brings a store to where it is before the write. */
  @Immutable
  private interface Preparation {
    void in(Path folder) throws IOException;
  }

  /** False when it was refused. */
  @Immutable
  private interface Write {
    boolean in(Path folder, Disk disk) throws IOException;
  }

  /** A write to a store that is there. */
  @Immutable
  private interface StoreWrite {
    boolean to(BundleStore store) throws IOException;
  }

  WriteScenario(String method, Preparation preparation, Write write) {
    this.method = method;
    this.preparation = preparation;
    this.write = write;
  }

  WriteScenario(String method, Preparation preparation, StoreWrite write) {
    this(method, preparation, (folder, disk) -> write.to(WrittenBefore.store(folder, disk)));
  }

  /** The public method whose writing this is. */
  String method() {
    return method;
  }

  void prepare(Path folder) throws IOException {
    preparation.in(folder);
  }

  /** Writes; false when it was refused. */
  boolean act(Path folder, Disk disk) throws IOException {
    return write.in(folder, disk);
  }

  /** Whether a store that died in the middle shows the old content or the new one. */
  boolean isBetween(String observed, String before, String after) {
    return observed.equals(before) || observed.equals(after);
  }

  private static String withoutCaptures(String observed) {
    return observed.replaceAll("captures .*\n", "");
  }

  private static Bundle bundle(BundleStore store) {
    return store.bundle(WrittenBefore.T1);
  }

  private static boolean markKilled(BundleStore store, int version) throws IOException {
    return store.markers().markKilled(bundle(store), version, SampleTasks.END)
        instanceof MarkerReading.Found;
  }

  private static boolean delete(BundleStore store) throws IOException {
    return store.deletion().delete(WrittenBefore.T1).isEmpty();
  }

  /** All that readers of the store can see, as text. */
  static String observe(Path folder) throws IOException {
    Path root = folder.resolve("store");
    if (!Files.exists(root)) {
      return "no store";
    }
    BundleStore store = TestStore.in(folder);
    StringBuilder seen = new StringBuilder();
    List<Bundle> bundles =
        store.folders().bundles().bundles().stream()
            .sorted(Comparator.comparing(bundle -> bundle.name().toString()))
            .toList();
    for (Bundle bundle : bundles) {
      seen.append(describe(store, bundle));
    }
    seen.append("live ")
        .append(store.live().list().stream().map(Object::toString).sorted().toList());
    seen.append("\ndaemon ").append(DaemonFile.read(root).map(DaemonAddress::pid));
    seen.append("\nsessions ").append(store.sessionBook().read().bookOrEmpty().sessions());
    seen.append("\ndamaged sessions ").append(damagedSessionBooks(root));
    seen.append("\ntoken ").append(Files.exists(root.resolve("run/token")));
    seen.append("\nquarantine ").append(quarantined(root)).append("\n");
    return seen.toString();
  }

  private static String describe(BundleStore store, Bundle bundle) {
    return bundle.name().task()
        + " "
        + Fixtures.shown(store.records().read(bundle))
        + " revision "
        + store
            .records()
            .read(bundle)
            .orRefusal(bundle.name().task())
            .fold(stored -> stored.record().revision(), refusal -> -1L)
        + "\nmarker "
        + (store.markers().read(bundle, 5) instanceof MarkerReading.Found ? "found" : "none")
        + (store.claims().read(bundle) instanceof ClaimReading.None ? "" : "\nclaimed")
        + "\nnotices "
        + (store.notices().read(bundle) instanceof JournalReading.Found found
            ? found.journal().events()
            : List.of())
        + "\ntimes "
        + store.times().read(bundle).size()
        + "\ncaptures "
        + Stream.of(CaptureStream.values())
            .filter(stream -> Files.exists(bundle.capture(stream)))
            .toList()
        + "\nsession "
        + (store.sessions().readIn(bundle.folder(), bundle.name().session())
            instanceof SessionReading.Found)
        + "\n";
  }

  private static long damagedSessionBooks(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("sessions.json.damaged-"))
          .count();
    }
  }

  private static List<String> quarantined(Path root) throws IOException {
    Path quarantine = root.resolve("quarantine");
    if (!Files.exists(quarantine)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(quarantine)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString().replaceAll("-t[0-9a-z]{9}$", ""))
          .sorted()
          .toList();
    }
  }

  /** Temp files anywhere below the folder. */
  static List<Path> temps(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> TempName.writerOf(String.valueOf(file.getFileName())).isPresent())
          .toList();
    }
  }

  /** A new folder that nobody else can look into. */
  static Path folder(Path parent, String name) throws IOException {
    return Files.createDirectory(
        parent.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  static Optional<WriteScenario> named(String name) {
    return Stream.of(values()).filter(it -> it.name().equals(name)).findFirst();
  }
}
