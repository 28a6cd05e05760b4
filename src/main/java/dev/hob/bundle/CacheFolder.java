package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What can be made again: an archive of classes for the JVM, and a note that says for which one.
 * The launcher reads the note, so it is there only while the archive is.
 */
public final class CacheFolder {
  private static final int MAX_NOTE = 8 << 10;

  private final Path folder;
  private final Disk disk;
  private final AtomicFile files;
  private final GuardedRead reader;

  CacheFolder(StoreLayout layout, Disk disk, AtomicFile files, Owner owner) {
    folder = layout.cacheFolder();
    this.disk = disk;
    this.files = files;
    reader = new GuardedRead(owner);
  }

  private Path note() {
    return folder.resolve("classes.txt");
  }

  private Path archive() {
    return folder.resolve("classes.jsa");
  }

  private Path fresh() {
    return folder.resolve("classes.new");
  }

  private Path training() {
    return folder.resolve("training");
  }

  /** For which JVM there is an archive. */
  public Optional<String> archiveNote() {
    return reader
        .read(note(), MAX_NOTE)
        .fold(
            content -> Optional.of(new String(content.bytes(), StandardCharsets.UTF_8)),
            absent -> Optional.empty(),
            unsafe -> Optional.empty(),
            unreadable -> Optional.empty());
  }

  /** Where a new archive is to be written; there is nothing there. */
  public Path freshArchive() throws IOException {
    disk.createFolder(folder);
    disk.deleteFile(fresh());
    return fresh();
  }

  /** A store for whoever plays the daemon; it is a new one. */
  public Path trainingFolder() throws IOException {
    disk.createFolder(folder);
    removeTree(training());
    disk.createFolder(training());
    return training();
  }

  /** The new archive takes the place of the old one, if there is a new one. */
  public void adoptArchive(String note) throws IOException {
    removeTree(training());
    if (Files.exists(fresh())) {
      disk.deleteFile(note());
      disk.deleteFile(archive());
      disk.renameToNew(fresh(), archive());
      files.put(note(), "archive", note.getBytes(StandardCharsets.UTF_8)); // commit: it is used
    }
  }

  /** A few small files: it was a store for a second. */
  private void removeTree(Path top) throws IOException {
    for (Path entry : SessionFolders.entries(top)) {
      if (Files.isDirectory(entry, NOFOLLOW_LINKS)) {
        removeTree(entry);
      } else {
        disk.deleteFile(entry);
      }
    }
    disk.deleteFolder(top);
  }
}
