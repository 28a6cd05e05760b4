package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.hob.model.SessionHash;
import dev.hob.model.TaskId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Empty files that name every task which recovery must look at: made before the record, removed
 * after the end is delivered and archived.
 *
 * <p>They are not synced: they serve a restart of hob, and after a restart of the machine recovery
 * reads all records anyway.
 */
public final class LiveMarks {
  private final StoreLayout layout;
  private final Disk disk;
  private final FolderGuard guard;

  LiveMarks(StoreLayout layout, Disk disk, FolderGuard guard) {
    this.layout = layout;
    this.disk = disk;
    this.guard = guard;
  }

  /** False when the mark is there already, left by a creation that did not come to its record. */
  boolean add(BundleName name) throws IOException {
    disk.createFolder(layout.liveFolder());
    guard.require(layout.liveFolder());
    try {
      disk.createFile(layout.liveMark(name)).close();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** The task needs no recovery any more. */
  public void remove(BundleName name) throws IOException {
    disk.deleteFile(layout.liveMark(name));
  }

  /** The creation failed; a mark that cannot be taken back is removed by the next sweep. */
  void discard(BundleName name, IOException failure) {
    disk.discard(layout.liveMark(name), failure);
  }

  /** Where they are: an empty folder says that nothing lives. */
  public Path folder() {
    return layout.liveFolder();
  }

  public boolean has(BundleName name) {
    return Files.exists(layout.liveMark(name), NOFOLLOW_LINKS);
  }

  public List<BundleName> list() throws IOException {
    List<BundleName> names = new ArrayList<>();
    for (Path mark : SessionFolders.entries(layout.liveFolder())) {
      nameOf(String.valueOf(mark.getFileName())).ifPresent(names::add);
    }
    return names;
  }

  /** Empty for what is not a live mark, such as the mark of a deletion. */
  static Optional<BundleName> nameOf(String fileName) {
    int dot = fileName.indexOf('.');
    if (dot < 0 || !TaskId.isValid(fileName.substring(dot + 1))) {
      return Optional.empty();
    }
    TaskId task = new TaskId(fileName.substring(dot + 1));
    return SessionHash.parse(fileName.substring(0, dot))
        .fold(session -> Optional.of(new BundleName(session, task)), refusal -> Optional.empty());
  }
}
