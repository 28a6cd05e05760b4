package dev.hob.bundle;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole small file, and only if it is a plain file of ours with one name.
 *
 * <p>A symbolic or hard link could make hob read, and later overwrite, a file of somebody's choice.
 */
final class GuardedRead {
  private final Owner owner;

  GuardedRead(Owner owner) {
    this.owner = owner;
  }

  /** What came of it. */
  sealed interface Reading {

    /** A class, for the bytes are shown as they are and never compared. */
    final class Content implements Reading {
      private final byte[] bytes;

      Content(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    record Absent() implements Reading {}

    record Unsafe(DamageKind kind, String detail) implements Reading {}

    /** It may be there and may be whole, but could not be read now. */
    record Unreadable(String why) implements Reading {}

    default <R> R fold(
        Function<Content, R> content,
        Function<Absent, R> absent,
        Function<Unsafe, R> unsafe,
        Function<Unreadable, R> unreadable) {
      if (this instanceof Content it) {
        return content.apply(it);
      }
      if (this instanceof Absent it) {
        return absent.apply(it);
      }
      return this instanceof Unsafe it ? unsafe.apply(it) : unreadable.apply((Unreadable) this);
    }
  }

  Reading read(Path file, int maxBytes) {
    return read(file, maxBytes, maxBytes);
  }

  /** As {@link #read}, but of a file of any length, and only how it begins. */
  Reading readBeginning(Path file, int bytes) {
    return read(file, Long.MAX_VALUE, bytes);
  }

  private Reading read(Path file, long maxSize, int bytes) {
    try {
      Reading.Unsafe problem = problemOf(FileFacts.of(file), maxSize);
      return problem == null ? content(file, maxSize, bytes) : problem;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new Reading.Absent();
    } catch (IOException e) {
      return new Reading.Unreadable("reading " + file + " failed: " + e);
    }
  }

  /** The first bytes of a plain file, whoever it belongs to; empty when there is no such thing. */
  Optional<byte[]> beginning(Path file, int bytes) {
    try (FileChannel channel = openPlain(file)) {
      return Optional.of(readAll(channel, (int) Math.min(bytes, channel.size())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Not a fifo, whose opening would wait for a writer. */
  private static FileChannel openPlain(Path file) throws IOException {
    if (FileFacts.of(file).kind() != FileFacts.Kind.FILE) {
      throw new NoSuchFileException(file.toString());
    }
    return FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS));
  }

  private static byte[] readAll(FileChannel channel, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // A read may give less than was asked for.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private Reading.@Nullable Unsafe problemOf(FileFacts facts, long maxSize) {
    if (facts.kind() == FileFacts.Kind.LINK) {
      return new Reading.Unsafe(DamageKind.SYMBOLIC_LINK, "it is a symbolic link");
    }
    if (facts.kind() != FileFacts.Kind.FILE) {
      return new Reading.Unsafe(DamageKind.NOT_A_FILE, "it is not a plain file");
    }
    if (!owner.owns(facts.uid())) {
      return new Reading.Unsafe(
          DamageKind.FOREIGN_OWNER, "it belongs to the user with uid " + facts.uid());
    }
    // No name at all: another process replaced it between the look and now; the content is whole.
    if (facts.links() > 1) {
      return new Reading.Unsafe(DamageKind.HARD_LINK, "it has " + facts.links() + " names");
    }
    if (facts.size() > maxSize) {
      return tooLarge(facts.size(), maxSize);
    }
    return null;
  }

  private static Reading.Unsafe tooLarge(long size, long maxSize) {
    return new Reading.Unsafe(
        DamageKind.TOO_LARGE, "it has " + size + " bytes, and at most " + maxSize + " are read");
  }

  private static Reading content(Path file, long maxSize, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS))) {
      long size = channel.size();
      return size > maxSize
          ? tooLarge(size, maxSize)
          : new Reading.Content(readAll(channel, (int) Math.min(size, bytes)));
    }
  }
}
