package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that are frozen in {@code test-fixtures/cli}. */
final class Golden {
  private static final Path FOLDER =
      Path.of(System.getProperty("hob.basedir", "."), "test-fixtures", "cli");

  private Golden() {}

  /** What would steer a screen, and what is other with each version, stands there by its name. */
  static void check(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name + ".golden");
    String shown =
        text.replace("\u001b", "<esc>").replace("\r", "<cr>").replace("1.2.3", "<version>");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, shown);
    }
    assertEquals(Files.readString(file), shown, file + "; rewritten by -Dgolden.update=true");
  }
}
