package dev.hob.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A private folder that is gone afterwards. */
record Scratch(Path folder) implements AutoCloseable {
  private static final int LINE = 200;

  static Scratch named(String name) throws IOException {
    return new Scratch(
        Files.createTempDirectory(
            name,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  /** Microseconds for a line of a journal to be on the disk: how much of a figure is the disk's. */
  long forceLine() throws IOException {
    long began = System.nanoTime();
    try (FileChannel journal =
        FileChannel.open(
            folder.resolve("journal"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      journal.write(ByteBuffer.allocate(LINE));
      journal.force(true);
    }
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
