package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.hob.model.RecordRules;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The records of all tasks.
 *
 * <p>Changes of one record must follow each other; {@link RecordWriter} sees to that. A refusal
 * means that nothing was changed.
 */
public final class RecordStore {
  /** A session's folder may be removed under a creation by the deletion of its last task. */
  private static final int ATTEMPTS = 3;

  /** How much of a record that cannot be used is searched for the process that it speaks of. */
  private static final int CLUE_BYTES = 1 << 20;

  private final Path root;
  private final SessionFolders folders;
  private final SessionStore sessions;
  private final LiveMarks live;
  private final AtomicFile files;
  private final GuardedRead reader;
  private final FolderGuard guard;

  RecordStore(
      Path root,
      SessionFolders folders,
      SessionStore sessions,
      LiveMarks live,
      AtomicFile files,
      Owner owner) {
    this.root = root;
    this.folders = folders;
    this.sessions = sessions;
    this.live = live;
    this.files = files;
    this.reader = new GuardedRead(owner);
    this.guard = new FolderGuard(owner);
  }

  public RecordReading read(BundleName name) {
    return read(folders.locate(name));
  }

  /** False when there surely is no such record. Costs less than to read it. */
  public boolean mayBeThere(BundleName name) {
    return !Files.notExists(folders.locate(name).record(), NOFOLLOW_LINKS);
  }

  public RecordReading read(Bundle bundle) {
    try {
      return switch (guard.look(bundle.folder())) {
        case PRIVATE -> readPrivate(bundle);
        case ABSENT -> new RecordReading.Absent();
        case UNSAFE ->
            new RecordReading.Unreadable("the folder " + bundle.folder() + " is not private");
      };
    } catch (IOException e) {
      return new RecordReading.Unreadable("looking at " + bundle.folder() + " failed: " + e);
    }
  }

  private RecordReading readPrivate(Bundle bundle) {
    return reader
        .read(bundle.record(), JsonText.MAX_BYTES)
        .fold(
            content -> RecordCodec.decode(folders.place(bundle), content.bytes()),
            absent -> new RecordReading.Absent(),
            unsafe -> new RecordReading.Damaged(unsafe.kind(), unsafe.detail(), clues(bundle)),
            unreadable -> new RecordReading.Unreadable(unreadable.why()));
  }

  /** A backup by hard links, say, must not cost a running task its record. */
  private Optional<RecordReading.ProcessClue> clues(Bundle bundle) {
    return reader.beginning(bundle.record(), CLUE_BYTES).flatMap(ProcessClues::in);
  }

  /** Writes the first record of a task, durably, under a name that must be free. */
  Result<TaskRecord> create(TaskRecord record) throws IOException {
    return first(
        record,
        (file, content) -> {
          files.create(file, record.id().value(), content);
          return record.withRevision(1);
        });
  }

  /** As {@link #create}, but without the sync, for which the caller has to ask. */
  Result<PlacedRecord> place(TaskRecord record) throws IOException {
    return first(
        record,
        (file, content) ->
            new PlacedRecord(
                record.withRevision(1), files.place(file, record.id().value(), content)));
  }

  /** Writes a whole new file. */
  private interface FirstWrite<T> {
    T write(Path file, byte[] content) throws IOException;
  }

  private <T> Result<T> first(TaskRecord record, FirstWrite<T> write) throws IOException {
    BundleName name = new BundleName(record.session().hash(), record.id());
    Bundle bundle = new Bundle(name, folders.direct(name.session()));
    byte[] content = RecordCodec.encode(StoredRecord.of(record.withRevision(1)));
    if (content.length > JsonText.MAX_BYTES) {
      return Result.refused(tooLarge(record, content.length));
    }
    if (folders.isTaken(name)) {
      return Result.refused(taken(record));
    }
    try {
      return firstOfFree(bundle, record, file -> write.write(file, content));
    } catch (IOException e) {
      return refuseIfFull(e, bundle);
    }
  }

  /** A write whose content is known. */
  private interface WriteTo<T> {
    T write(Path file) throws IOException;
  }

  private <T> Result<T> firstOfFree(Bundle bundle, TaskRecord first, WriteTo<T> write)
      throws IOException {
    boolean marked = live.add(bundle.name());
    try {
      return Result.ok(inItsFolder(bundle, first, write));
    } catch (FileAlreadyExistsException e) {
      return Result.refused(taken(first));
    } catch (NotDurableException e) {
      throw e; // the record stands, so its mark must
    } catch (IOException e) {
      if (marked) {
        live.discard(bundle.name(), e);
      }
      throw e;
    }
  }

  private <T> T inItsFolder(Bundle bundle, TaskRecord first, WriteTo<T> write) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        sessions.ensure(first.order());
        return write.write(bundle.record());
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Refusal tooLarge(TaskRecord record, int bytes) {
    return Refusal.of(
            RefusalCode.BAD_REQUEST,
            "the record of task " + record.id() + " would have " + bytes + " bytes",
            "at most " + JsonText.MAX_BYTES + ": give the command a file to read from")
        .about(record.id());
  }

  private static Refusal taken(TaskRecord record) {
    return Refusal.of(
            RefusalCode.ID_TAKEN,
            "there is a task " + record.id() + " already, or files of one",
            "take another id")
        .about(record.id());
  }

  /**
   * Changes a record durably. A change that changes nothing is not written; what the rules do not
   * allow is refused.
   */
  Result<TaskRecord> update(BundleName name, Function<TaskRecord, Result<TaskRecord>> change)
      throws IOException {
    Bundle bundle = folders.locate(name);
    Result<StoredRecord> found = read(bundle).orRefusal(name.task());
    if (found instanceof Result.Refused<StoredRecord> refused) {
      return Result.refused(refused.refusal());
    }
    StoredRecord stored = found.orElseThrow();
    Result<TaskRecord> changed =
        change.apply(stored.record()).flatMap(after -> allowed(stored.record(), after));
    if (changed instanceof Result.Ok<TaskRecord> after) {
      return write(bundle, stored, after.value());
    }
    return changed;
  }

  private static Result<TaskRecord> allowed(TaskRecord before, TaskRecord after) {
    return RecordRules.check(before, after)
        .<Result<TaskRecord>>map(Result::refused)
        .orElseGet(() -> Result.ok(after));
  }

  private Result<TaskRecord> write(Bundle bundle, StoredRecord before, TaskRecord after)
      throws IOException {
    long revision = before.record().revision();
    if (after.withRevision(revision).equals(before.record())) {
      return Result.ok(before.record());
    }
    TaskRecord next = after.withRevision(revision + 1);
    byte[] content =
        RecordCodec.encode(new StoredRecord(next, RecordCodec.VERSION, before.unknownFields()));
    if (content.length > JsonText.MAX_BYTES) {
      return Result.refused(tooLarge(next, content.length));
    }
    try {
      files.replace(bundle.record(), next.id().value(), content);
    } catch (IOException e) {
      return refuseIfFull(e, bundle);
    }
    return Result.ok(next);
  }

  private <T> Result<T> refuseIfFull(IOException failure, Bundle bundle) throws IOException {
    Optional<Refusal> refusal = DiskFull.refusal(failure, root);
    if (refusal.isEmpty() || failure instanceof NotDurableException) {
      throw failure;
    }
    return Result.refused(refusal.get().about(bundle.name().task()));
  }
}
