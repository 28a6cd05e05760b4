package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts right at the start what died in the middle: temp files, deletions, creations. */
public final class StoreSweep {
  private final StoreLayout layout;
  private final SessionFolders folders;
  private final LiveMarks live;
  private final Deletion deletion;
  private final Disk disk;

  StoreSweep(
      StoreLayout layout, SessionFolders folders, LiveMarks live, Deletion deletion, Disk disk) {
    this.layout = layout;
    this.folders = folders;
    this.live = live;
    this.deletion = deletion;
    this.disk = disk;
  }

  /** The process that sweeps. Its pid may have been another's before it, as in each container. */
  public record Self(long pid, Instant start) {}

  /** The files that were removed; the first failure is thrown after all else was tried. */
  public List<Path> sweep(Self self, LiveProcesses processes) throws IOException {
    List<Path> removed = new ArrayList<>();
    FirstFailure failure = new FirstFailure();
    failure.tryTo(deletion::finishAll);
    for (BundleName name : live.list()) {
      failure.tryTo(() -> dropMarkWithoutTask(name));
    }
    for (Path folder : foldersToSweep()) {
      failure.tryTo(() -> sweepFolder(folder, self, processes, removed));
    }
    failure.throwIfAny();
    return removed;
  }

  private void sweepFolder(Path folder, Self self, LiveProcesses processes, List<Path> removed)
      throws IOException {
    FirstFailure failure = new FirstFailure();
    for (Path file : SessionFolders.entries(folder)) {
      failure.tryTo(
          () -> {
            if (isStale(file, self, processes) && disk.deleteFile(file)) {
              removed.add(file);
            }
          });
    }
    failure.throwIfAny();
  }

  /**
   * A creation that died before its record was never accepted. Only a folder that could be read can
   * prove that: a mark that is dropped by mistake is a task that is never recovered.
   */
  private void dropMarkWithoutTask(BundleName name) throws IOException {
    Bundle bundle = folders.locate(name);
    if (!Files.exists(bundle.record())
        && SessionFolders.entries(bundle.folder()).stream()
            .noneMatch(file -> bundle.owns(String.valueOf(file.getFileName())))) {
      live.remove(name);
    }
  }

  private List<Path> foldersToSweep() throws IOException {
    List<Path> all = new ArrayList<>();
    all.add(layout.root());
    all.add(layout.runFolder());
    all.add(layout.cacheFolder());
    all.addAll(folders.all());
    return all;
  }

  private static boolean isStale(Path file, Self self, LiveProcesses processes) throws IOException {
    OptionalLong writer = TempName.writerOf(String.valueOf(file.getFileName()));
    if (writer.isEmpty()) {
      return false;
    }
    return writer.getAsLong() == self.pid()
        ? isOlder(file, self.start())
        : !processes.lives(writer.getAsLong(), Optional.empty());
  }

  private static boolean isOlder(Path file, Instant start) throws IOException {
    try {
      return FileFacts.of(file).modified().toInstant().isBefore(start);
    } catch (NoSuchFileException e) {
      return false; // its writer has finished
    }
  }
}
