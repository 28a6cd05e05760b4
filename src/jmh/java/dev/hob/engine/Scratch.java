package dev.hob.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

  /** A server that was told to end may take away its own files meanwhile. */
  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(emptied);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
