package dev.hob.bundle;

import dev.hob.model.IdSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where broken files go: out of the way, once, and never away. */
public final class Quarantine {
  private final StoreLayout layout;
  private final Disk disk;
  private final IdSource ids;
  private final FolderGuard guard;

  Quarantine(StoreLayout layout, Disk disk, IdSource ids, Owner owner) {
    this.layout = layout;
    this.disk = disk;
    this.ids = ids;
    this.guard = new FolderGuard(owner);
  }

  /** What became of a damaged record. */
  public sealed interface Result {

    /** It lies here now, unchanged. */
    record SetAside(Path place) implements Result {}

    /** The process that it speaks of lives: it stays, until that one is gone. */
    record ProcessLives(long pid) implements Result {}
  }

  Result setAside(Bundle bundle, RecordReading.Damaged damage, LiveProcesses processes)
      throws IOException {
    Optional<RecordReading.ProcessClue> alive =
        damage.process().filter(clue -> processes.lives(clue.pid(), clue.start()));
    if (alive.isPresent()) {
      return new Result.ProcessLives(alive.get().pid());
    }
    return new Result.SetAside(move(bundle, damage.kind()));
  }

  private Path move(Bundle bundle, DamageKind kind) throws IOException {
    Path folder = layout.quarantineFolder(bundle.name().session());
    disk.createFolder(layout.quarantineFolder());
    disk.createFolder(folder);
    guard.require(folder);
    Path file = bundle.record();
    Path place = folder.resolve(file.getFileName() + "." + kind.word() + "-" + ids.next());
    disk.renameToNew(file, place); // commit
    disk.forceFolder(folder);
    disk.forceFolder(bundle.folder());
    return place;
  }
}
