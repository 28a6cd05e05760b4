package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells a full disk from other failures. Java has no type for it, only the system's words. */
final class DiskFull {
  private static final List<String> WORDS =
      List.of("no space left", "disk quota exceeded", "not enough space on the disk");

  private DiskFull() {}

  /** Empty when the failure is of another kind. */
  static Optional<Refusal> refusal(IOException failure, Path place) {
    if (!saysSo(failure) && (failure instanceof AccessDeniedException || !hasNoRoom(place))) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.of(
            RefusalCode.DISK_FULL,
            "the disk of " + place + " is full; nothing was changed",
            "free some space, or remove ended tasks with hob gc"));
  }

  private static boolean saysSo(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(message::contains);
  }

  /**
   * In a system that speaks another language the words above do not help. A file system without
   * sizes, as some in user space, is not full.
   */
  private static boolean hasNoRoom(Path place) {
    try {
      FileStore store = Files.getFileStore(place);
      return store.getTotalSpace() > 0 && store.getUsableSpace() == 0;
    } catch (IOException e) {
      return false; // then the first failure is the one to tell
    }
  }
}
