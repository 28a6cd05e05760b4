package dev.hob.process.pipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The system's own programs, by their full paths: what the caller's PATH holds is for the command,
 * not for hob.
 */
public final class Programs {
  private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  private Programs() {}

  /** The keepers' own PATH. */
  static String path() {
    return String.join(":", FOLDERS);
  }

  public static Optional<String> find(String name) {
    return FOLDERS.stream()
        .map(folder -> folder + "/" + name)
        .filter(it -> Files.isExecutable(Path.of(it)))
        .findFirst();
  }

  /** The shell for commands whose caller named none: bash where it is, else sh. */
  public static String commandShell() {
    return find("bash").orElse("/bin/sh");
  }

  /**
   * The shell that runs the wrapper: the quickest to start of those that tell a signal from a code.
   * bash is told to take nothing from the command's environment.
   */
  static List<String> wrapperShell() {
    return Stream.of("dash", "bash", "busybox")
        .flatMap(name -> find(name).stream())
        .findFirst()
        .map(Programs::asShell)
        .orElse(List.of("/bin/sh"));
  }

  /** The same that also hands on variables whose names no shell can use; not all shells do. */
  static Optional<List<String>> wrapperShellForOddNames() {
    return find("bash").map(Programs::asShell);
  }

  public static List<String> asShell(String program) {
    if (program.endsWith("/busybox")) {
      return List.of(program, "sh");
    }
    return isBash(program) ? List.of(program, "-p") : List.of(program);
  }

  /** Also where bash goes by another name. */
  public static boolean isBash(String program) {
    try {
      return Path.of(program).toRealPath().getFileName().toString().startsWith("bash");
    } catch (IOException e) {
      return false;
    }
  }
}
