package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes whole files so that at every instant the name has the old content or the new one. */
final class AtomicFile {
  private final Disk disk;
  private final long ownPid;

  AtomicFile(Disk disk, long ownPid) {
    this.disk = disk;
    this.ownPid = ownPid;
  }

  /** Makes a file that must not be there yet. When it fails, nothing has changed. */
  void create(Path file, String purpose, byte[] content) throws IOException {
    Path temp = writeTemp(file, purpose, content);
    try {
      disk.renameToNew(temp, file); // commit: from here the file is there
    } catch (IOException e) {
      throw withoutTemp(temp, e);
    }
    try {
      disk.forceFolder(Disk.folderOf(file));
    } catch (IOException e) {
      throw takeBack(file, e);
    }
  }

  /**
   * As {@link #create}, but without any sync, which the caller asks for later: until then a power
   * cut may leave the name without its content.
   */
  Placed place(Path file, String purpose, byte[] content) throws IOException {
    Path temp = TempName.beside(file, ownPid, purpose);
    FileChannel channel = createTemp(temp);
    try {
      disk.write(channel, temp, ByteBuffer.wrap(content), 0);
      disk.renameToNew(temp, file); // commit: from here the file is there
      return new Placed(file, channel);
    } catch (IOException e) {
      channel.close();
      throw withoutTemp(temp, e);
    }
  }

  /** A file that is in its place, and perhaps not yet on the disk. */
  final class Placed implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private Placed(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    /** Its content, then its name. When this fails the file is still there. */
    void sync() throws IOException {
      disk.force(channel, file);
      disk.forceFolder(Disk.folderOf(file));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** A file that was not there before can be taken back; only then has nothing changed. */
  private IOException takeBack(Path file, IOException failure) {
    return disk.discard(file, failure)
        ? failure
        : new NotDurableException(file.toString(), failure);
  }

  /**
   * Changes a file that must be there. When it fails nothing has changed, but for {@link
   * NotDurableException}.
   */
  void replace(Path file, String purpose, byte[] content) throws IOException {
    Path temp = writeTemp(file, purpose, content);
    try {
      disk.replace(temp, file); // commit: from here the file has the new content
    } catch (IOException e) {
      throw withoutTemp(temp, e);
    }
    try {
      disk.forceFolder(Disk.folderOf(file));
    } catch (IOException e) {
      throw new NotDurableException(file.toString(), e);
    }
  }

  /** Either of the two, whether it is there or not; for a file that one thread writes. */
  void put(Path file, String purpose, byte[] content) throws IOException {
    if (Files.exists(file, NOFOLLOW_LINKS)) {
      replace(file, purpose, content);
    } else {
      create(file, purpose, content);
    }
  }

  private Path writeTemp(Path file, String purpose, byte[] content) throws IOException {
    Path temp = TempName.beside(file, ownPid, purpose);
    try (FileChannel channel = createTemp(temp)) {
      disk.write(channel, temp, ByteBuffer.wrap(content), 0);
      disk.force(channel, temp);
    } catch (IOException e) {
      throw withoutTemp(temp, e);
    }
    return temp;
  }

  /**
   * A temp file of our own name that is already there was left by a process with our pid, before
   * us: within this process a name is written by one lane only.
   */
  private FileChannel createTemp(Path temp) throws IOException {
    try {
      return disk.createFile(temp);
    } catch (FileAlreadyExistsException e) {
      disk.deleteFile(temp);
      return disk.createFile(temp);
    }
  }

  /** What cannot even be taken back is taken by the sweep at the next start. */
  private IOException withoutTemp(Path temp, IOException failure) {
    disk.discard(temp, failure);
    return failure;
  }
}
