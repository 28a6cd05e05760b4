package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes all files of an ended task.
 *
 * <p>A mark is made first and removed last: a deletion that died in the middle is finished at the
 * next start, so that no output lies around that no record speaks of.
 */
public final class Deletion {
  private final StoreLayout layout;
  private final SessionFolders folders;
  private final RecordStore records;
  private final SessionStore sessions;
  private final Disk disk;

  Deletion(
      StoreLayout layout,
      SessionFolders folders,
      RecordStore records,
      SessionStore sessions,
      Disk disk) {
    this.layout = layout;
    this.folders = folders;
    this.records = records;
    this.sessions = sessions;
    this.disk = disk;
  }

  /** Empty when the task is gone. The first failure is thrown after all else was tried. */
  Optional<Refusal> delete(BundleName name) throws IOException {
    Bundle bundle = folders.locate(name);
    Result<StoredRecord> found = records.read(bundle).orRefusal(name.task());
    if (found instanceof Result.Refused<StoredRecord> refused) {
      return Optional.of(refused.refusal());
    }
    if (!found.orElseThrow().record().state().isEnded()) {
      return Optional.of(
          Refusal.of(
                  RefusalCode.OUT_OF_ORDER,
                  "task " + name.task() + " has not ended",
                  "kill it first: hob kill " + name.task())
              .about(name.task()));
    }
    Path mark = layout.deletionMark(name, folders.olderHarness(bundle));
    disk.createFolder(layout.liveFolder());
    makeMark(mark);
    finish(bundle, mark);
    return Optional.empty();
  }

  /** Removes a task that was never acknowledged, whatever its record says. */
  void takeBack(BundleName name) throws IOException {
    Path mark = layout.deletionMark(name, Optional.empty());
    makeMark(mark);
    finish(new Bundle(name, folders.direct(name.session())), mark);
  }

  private void makeMark(Path mark) throws IOException {
    try {
      disk.createFile(mark).close(); // commit: from here the task will be gone
    } catch (FileAlreadyExistsException e) {
      // An earlier deletion of it failed in the middle.
    }
  }

  /** Finishes every deletion that has begun; the first failure is thrown after all were tried. */
  void finishAll() throws IOException {
    FirstFailure failure = new FirstFailure();
    for (Path mark : SessionFolders.entries(layout.liveFolder())) {
      Optional<Bundle> bundle = bundleOf(mark);
      if (bundle.isPresent()) {
        failure.tryTo(() -> finishUnlessLive(bundle.get(), mark));
      }
    }
    failure.throwIfAny();
  }

  /** The mark names the harness; only one that we look into may lead to a folder. */
  private Optional<Bundle> bundleOf(Path mark) {
    return DeletionMark.parse(String.valueOf(mark.getFileName()))
        .filter(parsed -> parsed.harness().map(folders::isHarness).orElse(true))
        .map(
            parsed ->
                parsed
                    .harness()
                    .map(harness -> folders.inOlder(harness, parsed.name()))
                    .orElseGet(
                        () -> new Bundle(parsed.name(), folders.direct(parsed.name().session()))));
  }

  /**
   * Ids are not given out while a deletion is unfinished; should it happen, the task comes first.
   * So it does when a start was to be taken back and hob died before: nobody was told that it
   * failed.
   */
  private void finishUnlessLive(Bundle bundle, Path mark) throws IOException {
    boolean live =
        records.read(bundle) instanceof RecordReading.Found found
            && !found.stored().record().state().isEnded();
    if (live) {
      disk.deleteFile(mark);
    } else {
      finish(bundle, mark);
    }
  }

  private void finish(Bundle bundle, Path mark) throws IOException {
    disk.deleteFile(bundle.record());
    FirstFailure failure = new FirstFailure();
    for (Path file : remains(bundle)) {
      failure.tryTo(() -> disk.deleteFile(file));
    }
    failure.throwIfAny();
    disk.forceFolderIfThere(bundle.folder());
    sessions.removeIfEmpty(bundle.folder(), bundle.name().task());
    disk.deleteFile(layout.liveMark(bundle.name()));
    disk.deleteFile(mark);
  }

  private static List<Path> remains(Bundle bundle) throws IOException {
    List<Path> files = new ArrayList<>(bundle.beforeArchives());
    for (Path file : SessionFolders.entries(bundle.folder())) {
      if (bundle.isArchive(String.valueOf(file.getFileName()))) {
        files.add(file);
      }
    }
    files.addAll(bundle.afterArchives());
    return files;
  }
}
