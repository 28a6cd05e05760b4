package dev.hob.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder on the disk that the project lies on: a temp folder may be memory, which syncs nothing.
 */
record BenchmarkFolder(Path path) {

  static BenchmarkFolder make() {
    try {
      Path target =
          Files.createDirectories(Path.of(System.getProperty("hob.basedir", "."), "target"));
      return new BenchmarkFolder(Files.createTempDirectory(target.toAbsolutePath(), "bench"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path newFolder(String prefix) throws IOException {
    return Files.createTempDirectory(path, prefix);
  }

  void remove() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
