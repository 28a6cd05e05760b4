package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.DaemonAddress;
import dev.hob.model.Machine;
import dev.hob.model.NoticeEvent;
import dev.hob.model.NoticeId;
import dev.hob.model.NoticeKind;
import dev.hob.model.OutputSample;
import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.SessionBook;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskRecord;
import dev.hob.model.WriteOutcome;
import dev.hob.model.WriteRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The stores that the scenarios of writing begin with; each is built on a simpler one. */
final class WrittenBefore {
  static final BundleName T1 = TestStore.name("t1");
  static final NoticeId NOTICE = new NoticeId(T1.task(), NoticeKind.COMPLETION, 1);

  static final OutputSample SAMPLE = new OutputSample(SampleTasks.END, 5, 7);

  static final WriteRecord.Done WRITTEN = new WriteRecord.Done(3, 3, WriteOutcome.DELIVERED);

  /** Beyond what Linux gives out. */
  private static final long NO_PID = 99_999_999;

  private WrittenBefore() {}

  static BundleStore store(Path folder, Disk disk) {
    return BundleStore.over(
        StoreRoot.open(StoreRoot.Wish.of(folder.resolve("store"), TestStore.PID)).orElseThrow(),
        TestStore.user(),
        disk);
  }

  static void emptyStore(Path folder) {
    TestStore.in(folder);
  }

  static void daemonFile(Path folder) throws IOException {
    writeDaemonFile(TestStore.in(folder), 1);
  }

  static void token(Path folder) throws IOException {
    TestStore.in(folder).run().writeToken("secret");
  }

  static boolean writeDaemonFile(BundleStore store, long pid) throws IOException {
    store.daemon().write(daemonAddress(pid));
    return true;
  }

  static DaemonAddress daemonAddress(long pid) {
    return new DaemonAddress(
        pid, "1", new Machine("h", "b", "n"), "1.0", "/socket", OptionalInt.empty());
  }

  static void sessionBook(Path folder) throws IOException {
    writeSessionBook(TestStore.in(folder), "session-1");
  }

  static void damagedSessionBook(Path folder) throws IOException {
    sessionBook(folder);
    Files.writeString(folder.resolve("store/sessions.json"), "{\"format\":\"hob.sess");
  }

  static boolean writeSessionBook(BundleStore store, String session) throws IOException {
    SessionBook book = SessionBook.EMPTY.seen(new SessionKey(session), SampleTasks.START);
    return store.sessionBook().write(book).isEmpty();
  }

  static void acceptedTask(Path folder) throws IOException {
    TestStore.in(folder).records().create(SampleTasks.accepted("t1")).orElseThrow();
  }

  static void runningTask(Path folder) throws IOException {
    TestStore.in(folder).records().create(SampleTasks.running("t1")).orElseThrow();
  }

  static void captures(Path folder) throws IOException {
    runningTask(folder);
    createCaptures(TestStore.in(folder));
  }

  static boolean createCaptures(BundleStore store) throws IOException {
    return store
        .captures()
        .create(store.bundle(T1), Set.of(CaptureStream.STDOUT, CaptureStream.STDERR))
        .isEmpty();
  }

  static void input(Path folder) throws IOException {
    runningTask(folder);
    createInput(TestStore.in(folder));
  }

  static boolean createInput(BundleStore store) throws IOException {
    Files.deleteIfExists(store.bundle(T1).input());
    return store.input().createInput(store.bundle(T1), new byte[] {1, 2}).isEmpty();
  }

  static void times(Path folder) throws IOException {
    runningTask(folder);
    new TaskFiles(TestStore.in(folder), T1).sample(SAMPLE);
  }

  static void writes(Path folder) throws IOException {
    runningTask(folder);
    new TaskFiles(TestStore.in(folder), T1).write("w1", Optional.empty());
  }

  static boolean beginJournal(BundleStore store) throws IOException {
    return store
        .notices()
        .append(store.bundle(T1), new NoticeEvent.Pending(NOTICE, SampleTasks.END))
        .isEmpty();
  }

  static void tornJournal(Path folder) throws IOException {
    runningTask(folder);
    beginJournal(TestStore.in(folder));
    Path journal = TestStore.in(folder).bundle(T1).notices();
    Files.writeString(journal, Files.readString(journal) + "{\"event\":\"offered\",\"at\":170000");
  }

  static void endedTask(Path folder) throws IOException {
    captures(folder);
    BundleStore store = TestStore.in(folder);
    beginJournal(store);
    updateToEnd(store).orElseThrow();
    Files.writeString(store.bundle(T1).folder().resolve("t1.stdout.zst"), "archive");
    Files.writeString(store.bundle(T1).folder().resolve("t1.sh"), "script");
  }

  static Result<TaskRecord> updateToEnd(BundleStore store) throws IOException {
    return store.records().update(T1, record -> record.after(SampleTasks.marker(3)));
  }

  static void twoTasks(Path folder) throws IOException {
    endedTask(folder);
    TestStore.in(folder).records().create(SampleTasks.running("t2")).orElseThrow();
  }

  static void olderTree(Path folder) throws IOException {
    endedTask(folder);
    Path older = folder.resolve("store/opencode");
    Files.createDirectory(older);
    Files.move(folder.resolve("store/bash-tasks"), older.resolve("bash-tasks"));
  }

  static void damagedRecord(Path folder) throws IOException {
    runningTask(folder);
    Files.writeString(TestStore.in(folder).bundle(T1).record(), "{\"child_pid\":4242,");
  }

  static void litter(Path folder) throws IOException {
    twoTasks(folder);
    Path store = folder.resolve("store");
    Path session = store.resolve("bash-tasks").resolve(T1.session().digits());
    Files.writeString(
        session.resolve(".t2.json.tmp." + NO_PID + ".t2"), "temp of a process that is gone");
    Files.writeString(store.resolve(".hobd.json.tmp." + NO_PID + ".hobd"), "the same in the root");
    Files.createFile(store.resolve("live").resolve(T1.session() + ".t1.delete"));
    Files.createFile(store.resolve("live").resolve(T1.session() + ".t9"));
  }
}
