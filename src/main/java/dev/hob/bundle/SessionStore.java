package dev.hob.bundle;

import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import dev.hob.model.TaskOrder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The sessions' folders and what they say of themselves. */
public final class SessionStore {
  /** Ids have at most 4096 characters, paths no more; escapes make six bytes of one. */
  private static final int MAX_BYTES = 256 << 10;

  private final StoreLayout layout;
  private final SessionFolders folders;
  private final Disk disk;
  private final AtomicFile files;
  private final GuardedRead reader;
  private final FolderGuard guard;

  SessionStore(
      StoreLayout layout, SessionFolders folders, Disk disk, AtomicFile files, Owner owner) {
    this.layout = layout;
    this.folders = folders;
    this.disk = disk;
    this.files = files;
    this.reader = new GuardedRead(owner);
    this.guard = new FolderGuard(owner);
  }

  /** Of the session's direct folder if it has one, else of its older one. */
  public SessionReading read(SessionHash session) {
    return readIn(folders.find(session).orElse(folders.direct(session)), session);
  }

  SessionReading readIn(Path folder, SessionHash session) {
    return reader
        .read(folder.resolve(StoreLayout.SESSION_FILE), MAX_BYTES)
        .fold(
            content -> SessionCodec.decode(session, content.bytes()),
            absent -> new SessionReading.Absent(),
            unsafe -> new SessionReading.Damaged(unsafe.kind(), unsafe.detail()),
            unreadable -> new SessionReading.Unreadable(unreadable.why()));
  }

  /** Makes sure that the task's session has its folder, and that the folder says whose it is. */
  void ensure(TaskOrder order) throws IOException {
    SessionHash session = order.ownership().session().hash();
    Path folder = layout.sessionFolder(session);
    disk.createFolder(layout.sessionsFolder());
    disk.createFolder(folder);
    guard.require(folder);
    if (!Files.exists(folder.resolve(StoreLayout.SESSION_FILE))) {
      write(folder, order);
    }
  }

  private void write(Path folder, TaskOrder order) throws IOException {
    SessionFile file =
        new SessionFile(
            order.ownership().session(),
            order.ownership().harness(),
            order.ownership().projectRoot(),
            order.createdAt());
    try {
      files.create(
          folder.resolve(StoreLayout.SESSION_FILE), order.id().value(), SessionCodec.encode(file));
    } catch (FileAlreadyExistsException e) {
      // Another task of the session was faster, and wrote the same session.
    }
  }

  /**
   * Removes the folder of a session that has nothing left but its own file.
   *
   * @param last the task whose deletion may have emptied it; each names its temp file after itself
   */
  void removeIfEmpty(Path folder, TaskId last) throws IOException {
    Path file = folder.resolve(StoreLayout.SESSION_FILE);
    for (Path entry : SessionFolders.entries(folder)) {
      if (!entry.equals(file)) {
        return;
      }
    }
    GuardedRead.Reading content = reader.read(file, MAX_BYTES);
    disk.deleteFile(file);
    try {
      disk.deleteFolder(folder);
    } catch (DirectoryNotEmptyException e) {
      restore(file, last, content);
      return;
    }
    disk.forceFolderIfThere(Disk.folderOf(folder));
  }

  /** A task was created between the look and the deletion: the folder goes on, with its file. */
  private void restore(Path file, TaskId last, GuardedRead.Reading content) throws IOException {
    if (content instanceof GuardedRead.Reading.Content had) {
      try {
        files.create(file, last.value(), had.bytes());
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        // The new task has already written it, or has itself been deleted with the folder.
      }
    }
  }
}
