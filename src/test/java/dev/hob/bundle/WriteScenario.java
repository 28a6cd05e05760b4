package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Each way in which the store is ever written to, named by the method that does it.
 *
 * <p>That no method is missing is checked against the code, in {@code DiskWallTest}.
 */
enum WriteScenario {
  STORE_ROOT_OPEN("StoreRoot.open") {
    @Override
    void prepare(Path folder) {}

    @Override
    boolean act(Path folder, Disk disk) {
      return StoreRoot.open(StoreRoot.Wish.of(folder.resolve("store"), TestStore.PID), disk).isOk();
    }
  },

  RECORD_CREATE_FIRST_OF_SESSION("RecordStore.create") {
    @Override
    void prepare(Path folder) {
      TestStore.in(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return store(folder, disk).records().create(SampleTasks.accepted("t1")).isOk();
    }
  },

  RECORD_CREATE("RecordStore.create") {
    @Override
    void prepare(Path folder) throws IOException {
      TestStore.in(folder).records().create(SampleTasks.accepted("t1")).orElseThrow();
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return store(folder, disk).records().create(SampleTasks.accepted("t2")).isOk();
    }
  },

  /** As a start does it: the command is spawned between the two. */
  RECORD_PLACE_AND_SYNC("PlacedRecord.sync") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_CREATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      Result<PlacedRecord> placed = store(folder, disk).records().place(SampleTasks.accepted("t2"));
      if (!placed.isOk()) {
        return false;
      }
      try (PlacedRecord record = placed.orElseThrow()) {
        record.sync();
        return true;
      }
    }
  },

  TAKE_BACK("TaskFiles.takeBack") {
    @Override
    void prepare(Path folder) throws IOException {
      CAPTURES_CREATE.prepare(folder);
      CAPTURES_CREATE.act(folder, TestStore.disk());
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      new TaskFiles(store(folder, disk), T1).takeBack();
      return true;
    }

    // Nobody was told that the start failed, so the task may also be there, with what it had.
    @Override
    boolean isBetween(String observed, String before, String after) {
      return super.isBetween(observed, before, after)
          || observed.replaceAll("captures .*", "").equals(before.replaceAll("captures .*", ""));
    }
  },

  CLAIM_CALL_OFF("ClaimStore.callOff") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return !(store.claims().callOff(store.bundle(T1)) instanceof ClaimReading.None);
    }
  },

  INPUT_FIFO("InputFiles.createFifo") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      Files.deleteIfExists(store.bundle(T1).input());
      store.input().createFifo(store.bundle(T1));
      return true;
    }
  },

  INPUT_BYTES("InputFiles.createInput") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      Files.deleteIfExists(store.bundle(T1).input());
      return store.input().createInput(store.bundle(T1), new byte[] {1, 2}).isEmpty();
    }
  },

  INPUT_SCRIPT("InputFiles.createScript") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      Files.deleteIfExists(store.bundle(T1).script());
      return store.input().createScript(store.bundle(T1), new byte[] {1, 2}).isEmpty();
    }
  },

  INPUT_REMOVE("InputFiles.removeInput") {
    @Override
    void prepare(Path folder) throws IOException {
      INPUT_BYTES.prepare(folder);
      INPUT_BYTES.act(folder, TestStore.disk());
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      store.input().removeInput(store.bundle(T1));
      return true;
    }
  },

  RECORD_UPDATE("RecordStore.update") {
    @Override
    void prepare(Path folder) throws IOException {
      TestStore.in(folder).records().create(SampleTasks.running("t1")).orElseThrow();
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return end(store(folder, disk)).isOk();
    }
  },

  RECORD_UPDATE_WITHOUT_EXCHANGE("RecordStore.update") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return end(store(folder, disk.withoutExchange())).isOk();
    }
  },

  LIVE_REMOVE("LiveMarks.remove") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      store(folder, disk).live().remove(T1);
      return true;
    }
  },

  CAPTURES_CREATE("CaptureFiles.create") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return store
          .captures()
          .create(store.bundle(T1), Set.of(CaptureStream.STDOUT, CaptureStream.STDERR))
          .isEmpty();
    }

    // No process was spawned yet, so any of the files may be there, and none says anything.
    @Override
    boolean isBetween(String observed, String before, String after) {
      return withoutCaptures(observed).equals(withoutCaptures(before))
          && observed.contains("marker none");
    }

    private String withoutCaptures(String observed) {
      return observed.replaceAll("captures .*\n", "");
    }
  },

  MARK_KILLED("ExitMarkerStore.markKilled") {
    @Override
    void prepare(Path folder) throws IOException {
      CAPTURES_CREATE.prepare(folder);
      CAPTURES_CREATE.act(folder, TestStore.disk());
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return store.markers().markKilled(store.bundle(T1), 5, SampleTasks.END)
          instanceof MarkerReading.Found;
    }
  },

  MARK_KILLED_OF_AN_OLDER_TASK("ExitMarkerStore.markKilled") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return store.markers().markKilled(store.bundle(T1), 4, SampleTasks.END)
          instanceof MarkerReading.Found;
    }
  },

  JOURNAL_BEGIN("NoticeJournalStore.append") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return store
          .notices()
          .append(store.bundle(T1), new NoticeEvent.Pending(NOTICE, SampleTasks.END))
          .isEmpty();
    }
  },

  JOURNAL_APPEND_AFTER_A_TORN_LINE("NoticeJournalStore.append") {
    @Override
    void prepare(Path folder) throws IOException {
      JOURNAL_BEGIN.prepare(folder);
      JOURNAL_BEGIN.act(folder, TestStore.disk());
      Path journal = TestStore.in(folder).bundle(T1).notices();
      Files.writeString(
          journal, Files.readString(journal) + "{\"event\":\"offered\",\"at\":170000");
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      return store
          .notices()
          .append(store.bundle(T1), new NoticeEvent.Acknowledged(NOTICE, SampleTasks.END, "me"))
          .isEmpty();
    }
  },

  DELETE_ONE_OF_TWO("Deletion.delete") {
    @Override
    void prepare(Path folder) throws IOException {
      DELETE_THE_LAST.prepare(folder);
      TestStore.in(folder).records().create(SampleTasks.running("t2")).orElseThrow();
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return DELETE_THE_LAST.act(folder, disk);
    }
  },

  DELETE_THE_LAST("Deletion.delete") {
    @Override
    void prepare(Path folder) throws IOException {
      MARK_KILLED.prepare(folder);
      JOURNAL_BEGIN.act(folder, TestStore.disk());
      BundleStore store = TestStore.in(folder);
      end(store).orElseThrow();
      Files.writeString(store.bundle(T1).folder().resolve("t1.stdout.zst"), "archive");
      Files.writeString(store.bundle(T1).folder().resolve("t1.sh"), "script");
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return store(folder, disk).deletion().delete(T1).isEmpty();
    }
  },

  DELETE_IN_AN_OLDER_TREE("Deletion.delete") {
    @Override
    void prepare(Path folder) throws IOException {
      DELETE_THE_LAST.prepare(folder);
      Path older = folder.resolve("store/opencode");
      Files.createDirectory(older);
      Files.move(folder.resolve("store/bash-tasks"), older.resolve("bash-tasks"));
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return DELETE_THE_LAST.act(folder, disk);
    }
  },

  SET_ASIDE("Quarantine.setAside") {
    @Override
    void prepare(Path folder) throws IOException {
      RECORD_UPDATE.prepare(folder);
      Files.writeString(TestStore.in(folder).bundle(T1).record(), "{\"child_pid\":4242,");
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      BundleStore store = store(folder, disk);
      RecordReading reading = store.records().read(T1);
      return reading instanceof RecordReading.Damaged damage
          && store.quarantine().setAside(store.bundle(T1), damage, TestStore.NOBODY_LIVES)
              instanceof Quarantine.Result.SetAside;
    }
  },

  SWEEP("StoreSweep.sweep") {
    @Override
    void prepare(Path folder) throws IOException {
      DELETE_ONE_OF_TWO.prepare(folder);
      Path store = folder.resolve("store");
      Path session = store.resolve("bash-tasks").resolve(T1.session().digits());
      Files.writeString(
          session.resolve(".t2.json.tmp." + NO_PID + ".t2"), "temp of a process that is gone");
      Files.writeString(
          store.resolve(".hobd.json.tmp." + NO_PID + ".hobd"), "the same in the root");
      Files.createFile(store.resolve("live").resolve(T1.session() + ".t1.delete"));
      Files.createFile(store.resolve("live").resolve(T1.session() + ".t9"));
    }

    @Override
    boolean act(Path folder, Disk disk) throws IOException {
      return !store(folder, disk).sweep().sweep(TestStore.self(), TestStore.NOBODY_LIVES).isEmpty();
    }
  };

  /** Beyond what Linux gives out. */
  private static final long NO_PID = 99_999_999;

  private static final BundleName T1 = TestStore.name("t1");
  private static final NoticeId NOTICE = new NoticeId(T1.task(), NoticeKind.COMPLETION, 1);

  private final String method;

  WriteScenario(String method) {
    this.method = method;
  }

  /** The public method whose writing this is. */
  String method() {
    return method;
  }

  /** Brings the store to where it is before the write. */
  abstract void prepare(Path folder) throws IOException;

  /** Writes; false when it was refused. */
  abstract boolean act(Path folder, Disk disk) throws IOException;

  /** Whether a store that died in the middle shows the old content or the new one. */
  boolean isBetween(String observed, String before, String after) {
    return observed.equals(before) || observed.equals(after);
  }

  private static BundleStore store(Path folder, Disk disk) {
    return BundleStore.over(
        StoreRoot.open(StoreRoot.Wish.of(folder.resolve("store"), TestStore.PID)).orElseThrow(),
        TestStore.user(),
        disk);
  }

  private static Result<TaskRecord> end(BundleStore store) throws IOException {
    return store.records().update(T1, record -> record.after(SampleTasks.marker(3)));
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
            .sorted(java.util.Comparator.comparing(bundle -> bundle.name().toString()))
            .toList();
    for (Bundle bundle : bundles) {
      seen.append(describe(store, bundle));
    }
    seen.append("live ")
        .append(store.live().list().stream().map(Object::toString).sorted().toList());
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
        + "\ncaptures "
        + Stream.of(CaptureStream.values())
            .filter(stream -> Files.exists(bundle.capture(stream)))
            .toList()
        + "\nsession "
        + (store.sessions().readIn(bundle.folder(), bundle.name().session())
            instanceof SessionReading.Found)
        + "\n";
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
