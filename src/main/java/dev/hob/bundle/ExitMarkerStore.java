package dev.hob.bundle;

import dev.hob.bundle.GuardedRead.Reading;
import dev.hob.model.ExitMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The files in which wrappers say how their commands ended. */
public final class ExitMarkerStore {
  private final Disk disk;
  private final AtomicFile files;
  private final GuardedRead reader;

  ExitMarkerStore(Disk disk, AtomicFile files, Owner owner) {
    this.disk = disk;
    this.files = files;
    this.reader = new GuardedRead(owner);
  }

  public MarkerReading read(Bundle bundle, int schemaVersion) {
    return reader
        .read(bundle.exitMarker(), ExitMarkerCodec.MAX_BYTES)
        .fold(
            content -> understood(bundle, content, schemaVersion),
            absent -> new MarkerReading.None(),
            ExitMarkerStore::unsafe,
            unreadable -> new MarkerReading.Unreadable(unreadable.why()));
  }

  private static MarkerReading understood(
      Bundle bundle, Reading.Content content, int schemaVersion) {
    Optional<ExitMarker> marker = ExitMarkerCodec.decode(content.bytes(), schemaVersion);
    if (marker.isEmpty()) {
      return new MarkerReading.None();
    }
    try {
      return new MarkerReading.Found(marker.get(), finishedAt(bundle, marker.get()));
    } catch (IOException e) {
      return new MarkerReading.Unreadable("looking at " + bundle.exitMarker() + " failed: " + e);
    }
  }

  /** Looked up after the content was read: before it, the time may be that of the blanks. */
  private static Instant finishedAt(Bundle bundle, ExitMarker marker) throws IOException {
    return marker.finishedAt().isPresent()
        ? marker.finishedAt().get()
        : FileFacts.of(bundle.exitMarker()).modified().toInstant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Too long is not understood; a link or a stranger's file might be hiding what was said. */
  private static MarkerReading unsafe(Reading.Unsafe unsafe) {
    return unsafe.kind() == DamageKind.TOO_LARGE
        ? new MarkerReading.None()
        : new MarkerReading.Unreadable("the exit marker is not used: " + unsafe.detail());
  }

  /** Makes the blanks that the wrapper will write over. */
  void createBlank(Bundle bundle) throws IOException {
    Path file = bundle.exitMarker();
    try (FileChannel channel = disk.createFile(file)) {
      writeBlanks(channel, file);
    }
  }

  private void writeBlanks(FileChannel channel, Path file) throws IOException {
    try {
      disk.write(channel, file, ByteBuffer.wrap(ExitMarkerCodec.blank()), 0);
    } catch (IOException e) {
      disk.discard(file, e);
      throw e;
    }
  }

  /**
   * Says {@code killed} in the place of a wrapper that is gone and said nothing. Where anything
   * stands already, that stays.
   */
  public MarkerReading markKilled(Bundle bundle, int schemaVersion, Instant at) throws IOException {
    if (isFree(bundle, schemaVersion)) {
      write(bundle, ExitMarkerCodec.killed(at));
    }
    return read(bundle, schemaVersion);
  }

  private boolean isFree(Bundle bundle, int schemaVersion) {
    return reader
        .read(bundle.exitMarker(), ExitMarkerCodec.MAX_BYTES)
        .fold(
            content -> ExitMarkerCodec.isFree(content.bytes(), schemaVersion),
            absent -> true,
            unsafe -> false,
            unreadable -> false);
  }

  private void write(Bundle bundle, byte[] marker) throws IOException {
    Path file = bundle.exitMarker();
    try (FileChannel channel = Disk.openFile(file)) {
      disk.write(channel, file, ByteBuffer.wrap(marker), 0); // commit: one write of one line
      disk.force(channel, file);
    } catch (NoSuchFileException e) {
      files.create(file, bundle.name().task().value(), marker);
    }
  }
}
