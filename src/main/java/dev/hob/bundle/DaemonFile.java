package dev.hob.bundle;

import dev.hob.model.DaemonAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code hobd.json}: where the daemon is. The store alone says so; no client derives it from its
 * own surroundings.
 *
 * <p>Written by the holder of the store's lock only.
 */
public final class DaemonFile {
  private static final int MAX_BYTES = 64 << 10;
  private static final String PURPOSE = "daemon";

  private final Path file;
  private final AtomicFile files;
  private final Disk disk;

  DaemonFile(StoreLayout layout, AtomicFile files, Disk disk) {
    file = layout.daemonFile();
    this.files = files;
    this.disk = disk;
  }

  /** Empty when there is none, or none that can be understood: then nobody can be called there. */
  public static Optional<DaemonAddress> read(Path root) {
    return new GuardedRead(Owner.current())
        .read(new StoreLayout(root).daemonFile(), MAX_BYTES)
        .fold(
            content -> DaemonFileCodec.decode(content.bytes()),
            absent -> Optional.empty(),
            unsafe -> Optional.empty(),
            unreadable -> Optional.empty());
  }

  public void write(DaemonAddress address) throws IOException {
    files.put(file, PURPOSE, DaemonFileCodec.encode(address));
  }

  /** Whether it says that; another daemon may have written it, or somebody removed it. */
  public boolean says(DaemonAddress address) {
    return read(Disk.folderOf(file)).equals(Optional.of(address));
  }

  /** It is nowhere any more. What a successor has written stays. */
  public void remove(DaemonAddress own) throws IOException {
    if (says(own)) {
      disk.deleteFile(file);
    }
  }
}
