package dev.hob.bundle;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files that are being written: {@code .<name>.tmp.<pid>.<purpose>}. */
final class TempName {
  private static final Pattern FORM =
      Pattern.compile("\\..+\\.tmp\\.([0-9]{1,18})\\.[A-Za-z0-9_-]+");

  private TempName() {}

  static Path beside(Path file, long pid, String purpose) {
    String safe = purpose.replaceAll("[^A-Za-z0-9_-]", "_");
    return file.resolveSibling("." + file.getFileName() + ".tmp." + pid + "." + safe);
  }

  /** The pid of the process that wrote it, when the name is that of a temp file. */
  static OptionalLong writerOf(String name) {
    Matcher parts = FORM.matcher(name);
    return parts.matches() ? OptionalLong.of(Long.parseLong(parts.group(1))) : OptionalLong.empty();
  }
}
