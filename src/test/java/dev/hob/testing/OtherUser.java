package dev.hob.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs children as a user without rights: root passes every permission check, so under root a test
 * of permissions proves nothing.
 */
public final class OtherUser {
  public static final int UID = 65534;

  private OtherUser() {}

  /** Why it cannot be had here; empty when it can. */
  public static String missing() throws IOException {
    if ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
      return "only root can become another user";
    }
    return Files.isExecutable(Path.of("/usr/bin/setpriv")) ? "" : "there is no setpriv";
  }

  /** {@code folder} must be one that everybody can enter; the classes are copied into it. */
  public static ChildJvm jvm(Path folder) {
    return ChildJvm.same()
        .withClassPath(readableClassPath(folder))
        .through(
            "/usr/bin/setpriv",
            "--reuid=" + UID,
            "--regid=" + UID,
            "--clear-groups",
            "/usr/bin/env",
            "HOME=/nonexistent");
  }

  private static String readableClassPath(Path folder) {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path to = folder.resolve(copies.size() + "-" + from.getFileName());
        copy(from, to);
        copies.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(
            copy,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
