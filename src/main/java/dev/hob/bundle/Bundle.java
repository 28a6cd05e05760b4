package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one task in the folder where they were found. */
public record Bundle(BundleName name, Path folder) {
  private static final String RECORD = ".json";
  private static final String ARCHIVE = ".zst";

  /**
   * In the order in which they are deleted after the record; archives follow the first of these.
   */
  private static final List<String> CAPTURED_AND_KEPT =
      List.of(
          ".stdout",
          ".stderr",
          ".exit",
          ".claim",
          ".pty",
          ".in",
          ".env",
          ".screen",
          ".times",
          ".writes",
          ".notices");

  private static final List<String> SCRIPTS = List.of(".sh", ".ps1", ".bat");

  public Path record() {
    return file(RECORD);
  }

  public Path capture(CaptureStream stream) {
    return file("." + stream.word());
  }

  public Path exitMarker() {
    return file(".exit");
  }

  public Path claim() {
    return file(".claim");
  }

  /** Where input comes from: a fifo, or a file of given bytes. */
  public Path input() {
    return file(".in");
  }

  /** Samples of how long the streams were. */
  public Path times() {
    return file(".times");
  }

  /** What was written into it lately. */
  public Path writes() {
    return file(".writes");
  }

  /** A command that is too long for an argument. */
  public Path script() {
    return file(".sh");
  }

  public Path notices() {
    return file(".notices");
  }

  /**
   * Whether anything of the task lies there: its record, its output, its marker, its script. Links
   * are followed, for Java 17 makes an exception with a stack of each name that is not there
   * otherwise (ten of them cost as much as the sync of a small file).
   */
  boolean hasFiles() {
    return Stream.of(
            Stream.of(record()), beforeArchives().stream(), archives(), afterArchives().stream())
        .flatMap(files -> files)
        .anyMatch(Files::exists);
  }

  Stream<Path> archives() {
    return Stream.of(CaptureStream.values()).map(stream -> file("." + stream.word() + ARCHIVE));
  }

  /** Whether a file in the folder is one of this task's, whatever its ending. */
  boolean owns(String fileName) {
    return fileName.startsWith(name.task() + ".");
  }

  List<Path> beforeArchives() {
    return CAPTURED_AND_KEPT.stream().map(this::file).toList();
  }

  List<Path> afterArchives() {
    return SCRIPTS.stream().map(this::file).toList();
  }

  /** {@code <task-id>.<stream>.zst}, whatever the stream is called. */
  boolean isArchive(String fileName) {
    return fileName.startsWith(name.task() + ".") && fileName.endsWith(ARCHIVE);
  }

  /** The task that a file is the record of, when its name is that of a record. */
  static Optional<TaskId> recordedTask(String fileName) {
    if (!fileName.endsWith(RECORD)) {
      return Optional.empty();
    }
    String id = fileName.substring(0, fileName.length() - RECORD.length());
    return TaskId.isValid(id) ? Optional.of(new TaskId(id)) : Optional.empty();
  }

  private Path file(String ending) {
    return folder.resolve(name.task() + ending);
  }
}
