package dev.hob.output;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Gap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A stream in a plain file, perhaps still growing. A command may truncate it at any moment. */
public final class PlainStream implements StoredStream {
  private static final String NOT_THERE = "the file does not hold it";

  private final Path file;
  private final FileChannel channel;
  private final long begin;
  private final List<Stretch> stretches;
  private final boolean complete;

  private PlainStream(
      Path file, FileChannel channel, long begin, List<Stretch> stretches, boolean complete) {
    this.file = file;
    this.channel = channel;
    this.begin = begin;
    this.stretches = List.copyOf(stretches);
    this.complete = complete;
  }

  /**
   * As it is now, of a task that has ended.
   *
   * @param gaps those of all streams of the task
   */
  public static StoredStream whole(Path file, CaptureStream stream, List<Gap> gaps)
      throws IOException {
    return open(file, stream, gaps, Long.MAX_VALUE, true);
  }

  /**
   * As it was when somebody looked for truncations. What was written since is left for the next
   * look: whoever reads it before it was seen would not know its place if it were truncated now.
   *
   * @param gaps those of all streams of the task
   * @param seen how much of the file was there
   */
  public static StoredStream growing(Path file, CaptureStream stream, List<Gap> gaps, long seen)
      throws IOException {
    return open(file, stream, gaps, seen, false);
  }

  private static StoredStream open(
      Path file, CaptureStream stream, List<Gap> gaps, long most, boolean complete)
      throws IOException {
    List<Gap> own =
        gaps.stream()
            .filter(it -> it.stream() == stream && it.from() < it.to())
            .sorted(Comparator.comparingLong(Gap::from))
            .toList();
    // After a truncation the file begins anew, where the gap ends.
    long begin =
        own.stream()
            .filter(it -> it.reason().equals(Gap.TRUNCATED))
            .mapToLong(Gap::to)
            .max()
            .orElse(0);
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile()) {
        throw new FileSystemException(file.toString(), null, "it is not a plain file");
      }
      FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS));
      return new PlainStream(
          file,
          channel,
          begin,
          stretches(own, begin, begin + Math.min(most, channel.size())),
          complete);
    } catch (NoSuchFileException e) {
      return new NoStream(complete);
    }
  }

  /** What no gap speaks of is there, unless the file cannot hold it. */
  private static List<Stretch> stretches(List<Gap> gaps, long begin, long end) {
    List<Stretch> stretches = new ArrayList<>();
    long at = 0;
    for (Gap gap : gaps) {
      if (gap.to() > at) {
        addPresent(at, gap.from(), begin, end, stretches);
        addMissing(Math.max(at, gap.from()), gap.to(), gap.reason(), stretches);
        at = gap.to();
      }
    }
    addPresent(at, end, begin, end, stretches);
    return stretches;
  }

  private static void addPresent(
      long from, long to, long begin, long end, List<Stretch> stretches) {
    long thereFrom = Math.min(Math.max(from, begin), to);
    long thereTo = Math.max(Math.min(to, end), thereFrom);
    addMissing(from, thereFrom, NOT_THERE, stretches);
    if (thereFrom < thereTo) {
      stretches.add(Stretch.there(thereFrom, thereTo));
    }
    addMissing(thereTo, to, NOT_THERE, stretches);
  }

  /** One for neighbours that are missing for the same reason. */
  private static void addMissing(long from, long to, String why, List<Stretch> stretches) {
    if (from >= to) {
      return;
    }
    int last = stretches.size() - 1;
    if (last >= 0 && stretches.get(last).missing().equals(why)) {
      stretches.set(last, new Stretch(stretches.get(last).from(), to, why));
    } else {
      stretches.add(new Stretch(from, to, why));
    }
  }

  @Override
  public long begin() {
    return begin;
  }

  @Override
  public List<Stretch> stretches() {
    return stretches;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public void read(long at, ByteBuffer into) throws IOException {
    long position = at - begin;
    while (into.hasRemaining()) {
      int count = channel.read(into, position);
      if (count < 0) {
        throw new ShrunkException(file + " is shorter than it was");
      }
      position += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A stream of which no file was made. */
  private record NoStream(boolean isComplete) implements StoredStream {

    @Override
    public List<Stretch> stretches() {
      return List.of();
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
      throw new ShrunkException("there is no such file");
    }

    @Override
    public void close() {}
  }
}
