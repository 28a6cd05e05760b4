package dev.hob.bundle;

import dev.hob.model.IdSource;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.SessionBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code sessions.json}: which process speaks for which session, and what became of the sessions.
 *
 * <p>Written by the holder of the store's lock only, one write after the other.
 */
public final class SessionBookStore {
  /** More than twice what the book's own bounds allow, with each character escaped. */
  static final int MAX_BYTES = JsonText.MAX_BYTES;

  private static final String PURPOSE = "sessions";

  private final Path file;
  private final Disk disk;
  private final AtomicFile files;
  private final IdSource ids;
  private final GuardedRead reader;

  SessionBookStore(StoreLayout layout, Disk disk, AtomicFile files, IdSource ids, Owner owner) {
    this.file = layout.sessionBookFile();
    this.disk = disk;
    this.files = files;
    this.ids = ids;
    this.reader = new GuardedRead(owner);
  }

  /** For a process beside the daemon. */
  public static SessionBookReading read(Path root) {
    return read(new GuardedRead(Owner.current()), new StoreLayout(root).sessionBookFile());
  }

  public SessionBookReading read() {
    return read(reader, file);
  }

  private static SessionBookReading read(GuardedRead reader, Path file) {
    return reader
        .read(file, MAX_BYTES)
        .fold(
            content -> SessionBookCodec.decode(content.bytes()),
            absent -> new SessionBookReading.Absent(),
            unsafe -> new SessionBookReading.Damaged(unsafe.kind(), unsafe.detail()),
            unreadable -> new SessionBookReading.Unreadable(unreadable.why()));
  }

  /**
   * The book in the place of the one before; empty when it is there. A damaged file lies beside it
   * afterwards, unchanged; one of a newer hob, or one that cannot be read now, is not touched.
   */
  public Optional<Refusal> write(SessionBook book) throws IOException {
    SessionBookReading there = read();
    if (there instanceof SessionBookReading.Newer newer) {
      return Optional.of(refusal(newer));
    }
    if (there instanceof SessionBookReading.Unreadable unreadable) {
      throw new IOException(file + " is not written: " + unreadable.why());
    }
    try {
      if (there instanceof SessionBookReading.Damaged) {
        setAside();
      }
      files.put(file, PURPOSE, SessionBookCodec.encode(book));
      return Optional.empty();
    } catch (NotDurableException e) {
      throw e; // nobody may say that nothing was changed
    } catch (IOException e) {
      return Optional.of(DiskFull.refusal(e, Disk.folderOf(file)).orElseThrow(() -> e));
    }
  }

  private static Refusal refusal(SessionBookReading.Newer newer) {
    return Refusal.of(
        RefusalCode.RECORD_NEWER,
        "the registry of sessions is not written to: it has version "
            + newer.version()
            + ", and this hob knows version 1",
        "a newer hob wrote it: use that one");
  }

  private void setAside() throws IOException {
    disk.renameToNew(file, file.resolveSibling(file.getFileName() + ".damaged-" + ids.next()));
    disk.forceFolder(Disk.folderOf(file));
  }
}
