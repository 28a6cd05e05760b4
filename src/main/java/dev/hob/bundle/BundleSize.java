package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** How much a task's files hold. */
public final class BundleSize {
  private BundleSize() {}

  /** What cannot be looked at counts nothing. */
  public static long bytes(Bundle bundle) {
    return Stream.of(
            Stream.of(bundle.record()),
            bundle.beforeArchives().stream(),
            bundle.archives(),
            bundle.afterArchives().stream())
        .flatMap(files -> files)
        .mapToLong(BundleSize::bytes)
        .sum();
  }

  private static long bytes(Path file) {
    try {
      BasicFileAttributes facts =
          Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      return facts.isRegularFile() ? facts.size() : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
