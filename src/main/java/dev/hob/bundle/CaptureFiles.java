package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files that a command writes into, made ready before it starts. */
public final class CaptureFiles {
  private final Path root;
  private final Disk disk;
  private final ExitMarkerStore markers;

  CaptureFiles(Path root, Disk disk, ExitMarkerStore markers) {
    this.root = root;
    this.disk = disk;
    this.markers = markers;
  }

  /**
   * Makes an empty file for each stream, and the marker of blanks. All of them or none: a file that
   * is there already is somebody's output, and is not touched.
   */
  public Optional<Refusal> create(Bundle bundle, Set<CaptureStream> streams) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (CaptureStream stream : streams.stream().sorted().toList()) {
        disk.createFile(bundle.capture(stream)).close();
        made.add(bundle.capture(stream));
      }
      markers.createBlank(bundle);
      return Optional.empty();
    } catch (IOException e) {
      made.forEach(file -> disk.discard(file, e));
      return Optional.of(refusal(e).about(bundle.name().task()));
    }
  }

  private Refusal refusal(IOException failure) throws IOException {
    return failure instanceof FileAlreadyExistsException
        ? taken(failure)
        : DiskFull.refusal(failure, root).orElseThrow(() -> failure);
  }

  private static Refusal taken(IOException failure) {
    return Refusal.of(
        RefusalCode.ID_TAKEN,
        "there is a file " + failure.getMessage() + " already",
        "take another id");
  }
}
