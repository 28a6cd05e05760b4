package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a folder is one of ours that nobody else can look into or write to. */
final class FolderGuard {
  private final Owner owner;

  FolderGuard(Owner owner) {
    this.owner = owner;
  }

  /** What a look at a folder gave. */
  enum Standing {
    PRIVATE,
    ABSENT,
    UNSAFE
  }

  Standing look(Path folder) throws IOException {
    try {
      return problemOf(FileFacts.of(folder)).isEmpty() ? Standing.PRIVATE : Standing.UNSAFE;
    } catch (NoSuchFileException e) {
      return Standing.ABSENT;
    }
  }

  /** Empty when the folder is private; it must exist. */
  Optional<String> problem(Path folder) throws IOException {
    return problemOf(FileFacts.of(folder));
  }

  private Optional<String> problemOf(FileFacts facts) {
    return facts.isForOthers()
        ? strangeness(facts).or(() -> Optional.of("is open to others than its owner"))
        : strangeness(facts);
  }

  /** As {@link #problem}, for a root: others may look at it, but not write. */
  Optional<String> rootProblem(Path folder) throws IOException {
    FileFacts facts = FileFacts.of(folder);
    return facts.isWritableByOthers()
        ? strangeness(facts).or(() -> Optional.of("can be written by others than its owner"))
        : strangeness(facts);
  }

  private Optional<String> strangeness(FileFacts facts) {
    if (facts.kind() != FileFacts.Kind.FOLDER) {
      return Optional.of("is not a folder");
    }
    return owner.owns(facts.uid())
        ? Optional.empty()
        : Optional.of("belongs to another user, with uid " + facts.uid());
  }

  /** For a folder that is about to be used. */
  void require(Path folder) throws IOException {
    Optional<String> problem = problem(folder);
    if (problem.isPresent()) {
      throw new UnsafeFolderException(folder, problem.get());
    }
  }
}
