package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The right to write to a store: one process has it, for as long as it lives.
 *
 * <p>Java's file locks are POSIX record locks here. Such a lock is gone when <em>any</em>
 * descriptor of the file is closed in the process (tried; {@code lockSurvivesReadingBesideIt}). So
 * the lock file is opened by this class only, once per process, and never closed before the
 * release; and a second attempt in the same process is refused before it opens anything. A lock
 * that belongs to the open file instead would be inherited by every child that the descriptor leaks
 * to, and outlive hob.
 */
public final class StoreLock implements AutoCloseable {
  /** Guards {@link #HELD}; held while the lock file is opened, which happens once per store. */
  private static final Object REGISTRY = new Object();

  private static final Map<Object, StoreLock> HELD = new HashMap<>();

  /** Kept from the garbage collector, which would close them. */
  private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>();

  private final Object key;
  private final FileChannel channel;

  private StoreLock(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  public static Result<StoreLock> acquire(StoreRoot root) throws IOException {
    Path file = new StoreLayout(root.path()).lockFile();
    synchronized (REGISTRY) {
      create(file);
      Object key = keyOf(file);
      return HELD.containsKey(key)
          ? Result.refused(refusal(root, "this process"))
          : lock(root, key);
    }
  }

  private static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        new Disk(DiskProbe.NONE, NameExchange.missing()).createFile(file).close();
      } catch (FileAlreadyExistsException e) {
        // Another process was faster, and may lock it as well as we.
      }
    }
  }

  /** Device and inode: a store that is mounted at two places is one store. */
  private static Object keyOf(Path file) throws IOException {
    return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
        .orElse(file);
  }

  private static Result<StoreLock> lock(StoreRoot root, Object key) throws IOException {
    FileChannel channel = Disk.openFile(new StoreLayout(root.path()).lockFile());
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close(); // nothing is lost by it: this process holds no lock on the file
        return Result.refused(refusal(root, "another process"));
      }
    } catch (OverlappingFileLockException e) {
      // A copy of this class in another class loader holds it: closing would drop that lock.
      NEVER_CLOSED.add(channel);
      return Result.refused(refusal(root, "this process"));
    }
    StoreLock held = new StoreLock(key, channel);
    HELD.put(key, held);
    return Result.ok(held);
  }

  private static Refusal refusal(StoreRoot root, String holder) {
    return Refusal.of(
        RefusalCode.STORE_LOCKED,
        "the store " + root.path() + " is in use by " + holder,
        "hobd.json in that folder says by which; hob stop ends it");
  }

  /** Gives the right back. The process's end does the same. */
  @Override
  public void close() throws IOException {
    synchronized (REGISTRY) {
      if (HELD.remove(key, this)) {
        channel.close();
      }
    }
  }
}
