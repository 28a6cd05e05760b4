package dev.hob.engine;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;

/**
 * What was seen of a file of output: enough to tell growth from a new beginning.
 *
 * <p>Files of output are only appended to. So one that is shorter than it was, or that holds
 * something else where it began or where it ended, was truncated in between. That it was written to
 * and did not grow says nothing: a write to a full disk does that.
 *
 * @param written when, as the file system says
 */
record Sight(long size, FileTime written, ByteBuffer head, ByteBuffer tail) {
  static final Sight NOTHING = unread(0);

  /** Lines of a script differ in less. */
  private static final int KEPT_BYTES = 256;

  /** What another hob saw: no more of it is known than its length. */
  static Sight unread(long size) {
    return new Sight(size, FileTime.fromMillis(0), ByteBuffer.allocate(0), ByteBuffer.allocate(0));
  }

  /** A later sight, and whether the file began anew since. */
  record Later(Sight sight, boolean beganAnew) {}

  /** Empty when there is no such file, or it cannot be looked at now. */
  Optional<Later> later(Path file) {
    try {
      BasicFileAttributes facts =
          Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (!facts.isRegularFile()) {
        return Optional.empty(); // opening a fifo would wait for who writes to it
      }
      return facts.size() == size && facts.lastModifiedTime().equals(written)
          ? Optional.of(new Later(this, false))
          : Optional.of(read(file, facts.lastModifiedTime()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Later read(Path file, FileTime now) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS))) {
      long length = channel.size();
      ByteBuffer newHead = bytes(channel, 0, length);
      ByteBuffer newTail = bytes(channel, length - KEPT_BYTES, length);
      ByteBuffer oldPlace = bytes(channel, size - tail.limit(), size);
      int common = Math.min(newHead.limit(), head.limit());
      boolean beganAnew =
          length < size
              || !newHead.slice(0, common).equals(head.slice(0, common))
              || !oldPlace.equals(tail);
      return new Later(new Sight(length, now, newHead, newTail), beganAnew);
    }
  }

  /** At most so many as are kept; fewer where the file has no more. */
  private static ByteBuffer bytes(FileChannel channel, long from, long to) throws IOException {
    long begin = Math.max(0, from);
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(KEPT_BYTES, Math.max(0, to - begin)));
    while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) >= 0) {
      // A read may give less than was asked for.
    }
    return bytes.flip();
  }
}
