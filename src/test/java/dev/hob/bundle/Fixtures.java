package dev.hob.bundle;

import dev.hob.model.SessionHash;
import dev.hob.model.SessionKey;
import dev.hob.model.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The frozen files in {@code test-fixtures/}. */
final class Fixtures {
  static final Path ROOT = Path.of(System.getProperty("hob.basedir", "."), "test-fixtures");
  static final SessionHash SESSION = new SessionKey("fixture session ü/1").hash();

  private Fixtures() {}

  /** One record and what reading it must give. */
  record Case(String name, Path folder) {
    Path file() {
      return entries(folder).stream()
          .filter(it -> it.toString().endsWith(".json") && !it.endsWith("rewritten.json"))
          .findFirst()
          .orElseThrow();
    }

    BundleName bundle() {
      String file = String.valueOf(file().getFileName());
      return new BundleName(
          SESSION, new TaskId(file.substring(0, file.length() - ".json".length())));
    }

    byte[] bytes() {
      return read(file());
    }

    String expected() {
      return new String(read(folder.resolve("expected.txt")), StandardCharsets.UTF_8).strip();
    }

    boolean isFound() {
      return expected().startsWith("found");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> records() {
    return entries(ROOT.resolve("bundles")).stream()
        .flatMap(version -> entries(version).stream())
        .map(folder -> new Case(ROOT.resolve("bundles").relativize(folder).toString(), folder))
        .toList();
  }

  static List<Path> entries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A reading in the words of {@code expected.txt}. */
  static String shown(RecordReading reading) {
    return reading.fold(
        found -> "found " + found.stored().record().state().word(),
        absent -> "absent",
        newer -> "newer " + newer.version(),
        damaged -> "damaged " + damaged.kind().word(),
        unreadable -> "unreadable");
  }
}
