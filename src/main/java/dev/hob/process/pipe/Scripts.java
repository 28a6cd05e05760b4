package dev.hob.process.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The scripts of {@code native-wrappers/posix}, as they go into the arguments of a shell. Not as
 * files: a shell reads those while it runs, and an update of hob would change them under it.
 */
final class Scripts {
  static final String WRAP = load("wrap.sh");
  static final String PUMP = load("pump.sh");
  static final String KEEP = load("keep.sh");
  static final String WARDEN = load("warden.sh");

  private Scripts() {}

  private static String load(String name) {
    try (InputStream script =
        Scripts.class.getResourceAsStream("/dev/hob/wrappers/posix/" + name)) {
      return withoutComments(
          new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** They are read in the repository; here they would only fill the process list. */
  private static String withoutComments(String script) {
    return script
        .lines()
        .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
