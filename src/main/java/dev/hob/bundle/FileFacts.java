package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/** What the file system says of a name itself; a symbolic link is not followed. */
record FileFacts(Kind kind, long size, FileTime modified, int links, int uid, int mode) {
  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final int FOR_OTHERS = 077;
  private static final int WRITABLE_BY_OTHERS = 022;

  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  static FileFacts of(Path path) throws IOException {
    return UNIX ? ofUnix(path) : ofAny(path);
  }

  private static FileFacts ofUnix(Path path) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(
            path,
            "unix:isRegularFile,isDirectory,isSymbolicLink,size,lastModifiedTime,nlink,uid,mode",
            NOFOLLOW_LINKS);
    return new FileFacts(
        kind(
            fact(facts, "isRegularFile", Boolean.class),
            fact(facts, "isDirectory", Boolean.class),
            fact(facts, "isSymbolicLink", Boolean.class)),
        fact(facts, "size", Long.class),
        fact(facts, "lastModifiedTime", FileTime.class),
        fact(facts, "nlink", Integer.class),
        fact(facts, "uid", Integer.class),
        fact(facts, "mode", Integer.class));
  }

  private static <T> T fact(Map<String, Object> facts, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(facts.get(name), name));
  }

  private static FileFacts ofAny(Path path) throws IOException {
    BasicFileAttributes facts =
        Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    return new FileFacts(
        kind(facts.isRegularFile(), facts.isDirectory(), facts.isSymbolicLink()),
        facts.size(),
        facts.lastModifiedTime(),
        1,
        0,
        0);
  }

  private static Kind kind(boolean file, boolean folder, boolean link) {
    if (file) {
      return Kind.FILE;
    }
    if (folder) {
      return Kind.FOLDER;
    }
    return link ? Kind.LINK : Kind.OTHER;
  }

  boolean isForOthers() {
    return (mode & FOR_OTHERS) != 0;
  }

  boolean isWritableByOthers() {
    return (mode & WRITABLE_BY_OTHERS) != 0;
  }
}
