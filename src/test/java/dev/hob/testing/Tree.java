package dev.hob.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A picture of a folder: every name, what it is, its mode, when it was written, and its bytes. */
public record Tree(SortedMap<String, String> entries) {

  public static Tree of(Path folder) throws IOException {
    SortedMap<String, String> entries = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        entries.put(folder.relativize(file).toString(), describe(file));
      }
    }
    return new Tree(entries);
  }

  private static String describe(Path file) throws IOException {
    Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    if (Files.isSymbolicLink(file)) {
      return "link to " + Files.readSymbolicLink(file);
    }
    if (Files.isDirectory(file)) {
      return "folder " + mode;
    }
    if (!Files.isRegularFile(file)) {
      return "other " + mode;
    }
    return "file "
        + mode
        + " inode "
        + inode
        + " "
        + Files.getLastModifiedTime(file)
        + " "
        + content(file);
  }

  private static String content(Path file) throws IOException {
    long size = Files.size(file);
    return size > 1 << 20 ? size + " bytes" : HexFormat.of().formatHex(Files.readAllBytes(file));
  }
}
