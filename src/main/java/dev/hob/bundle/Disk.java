package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * The only class that changes the file system: one step a method, each asked of the probe first.
 *
 * <p>Files are made exclusively with mode 0600 and folders with 0700, and no symbolic link is ever
 * followed to write.
 */
final class Disk {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final FileAttribute<?>[] FILE_MODE = mode("rw-------");
  private static final FileAttribute<?>[] FOLDER_MODE = mode("rwx------");

  private final DiskProbe probe;
  private final NameExchange names;

  Disk(DiskProbe probe, NameExchange names) {
    this.probe = probe;
    this.names = names;
  }

  /** As on a file system that cannot exchange names. */
  Disk withoutExchange() {
    return new Disk(probe, NameExchange.missing());
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Makes a folder where none is; one that is there is left as it is, and must be checked. */
  void createFolder(Path folder) throws IOException {
    if (Files.exists(folder, NOFOLLOW_LINKS)) {
      return;
    }
    probe.before(DiskStep.CREATE_FOLDER, folder);
    try {
      Files.createDirectory(folder, FOLDER_MODE);
    } catch (FileAlreadyExistsException e) {
      // Somebody else was faster; who that was is for the caller's check.
      return;
    }
    forceFolder(folderOf(folder));
  }

  /** The folder that a file or folder lies in; nothing of a store is a file system's root. */
  static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root has no folder");
  }

  FileChannel createFile(Path file) throws IOException {
    probe.before(DiskStep.CREATE_FILE, file);
    return FileChannel.open(file, Set.of(WRITE, CREATE_NEW, NOFOLLOW_LINKS), FILE_MODE);
  }

  /** Makes a fifo, which only the owner can open. */
  void createFifo(Path fifo) throws IOException {
    probe.before(DiskStep.CREATE_FIFO, fifo);
    Fifos.create(fifo);
  }

  /** Opens for writing in place. */
  static FileChannel openFile(Path file) throws IOException {
    return FileChannel.open(file, Set.of(READ, WRITE, NOFOLLOW_LINKS));
  }

  /** Writes all of it at the given place. */
  void write(FileChannel channel, Path file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      probe.before(DiskStep.WRITE, file);
      ByteBuffer next = bytes.slice();
      next.limit(probe.taken(next.limit()));
      int written = channel.write(next, at);
      bytes.position(bytes.position() + written);
      at += written;
    }
  }

  void truncate(FileChannel channel, Path file, long size) throws IOException {
    probe.before(DiskStep.TRUNCATE, file);
    channel.truncate(size);
  }

  void force(FileChannel channel, Path file) throws IOException {
    probe.before(DiskStep.FORCE_FILE, file);
    channel.force(true);
  }

  /** Gives the file a name that must be free. */
  void renameToNew(Path from, Path to) throws IOException {
    probe.before(DiskStep.RENAME_TO_NEW, to);
    if (names.tryRenameToNew(from, to)) {
      return;
    }
    // The store has one writer, so nobody can take the name between the look and the move.
    if (Files.exists(to, NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Puts the new file in the place of the old; the name always has one or the other. */
  void replace(Path newer, Path place) throws IOException {
    probe.before(DiskStep.EXCHANGE, place);
    if (names.tryExchange(newer, place)) {
      dropOldContent(newer);
      return;
    }
    probe.before(DiskStep.REPLACE, place);
    if (!Files.exists(place, NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(place.toString());
    }
    Files.move(newer, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private void dropOldContent(Path file) {
    try {
      deleteFile(file);
    } catch (IOException e) {
      // The new content is in place, so the write has succeeded. What is left has the name of a
      // temp file: the next write of the same name or the sweep at the next start takes it.
    }
  }

  /** As {@link #forceFolder}, where the folder may have been removed meanwhile. */
  void forceFolderIfThere(Path folder) throws IOException {
    try {
      forceFolder(folder);
    } catch (NoSuchFileException e) {
      // Then there is nothing in it that must last.
    }
  }

  /** Makes the names in a folder durable. Windows cannot, and needs not. */
  void forceFolder(Path folder) throws IOException {
    if (!POSIX) {
      return;
    }
    probe.before(DiskStep.FORCE_FOLDER, folder);
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  /** False when it was not there. */
  boolean deleteFile(Path file) throws IOException {
    probe.before(DiskStep.DELETE_FILE, file);
    return Files.deleteIfExists(file);
  }

  /**
   * Takes back a file of a write that failed; the failure to be told is the first one. False when
   * the file is still there.
   */
  @CanIgnoreReturnValue
  boolean discard(Path file, IOException failure) {
    try {
      deleteFile(file);
      return true;
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  void deleteFolder(Path folder) throws IOException {
    probe.before(DiskStep.DELETE_FOLDER, folder);
    Files.deleteIfExists(folder);
  }
}
