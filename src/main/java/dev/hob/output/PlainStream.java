package dev.hob.output;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts.Gap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A stream in a plain file, perhaps still growing. A command may truncate it at any moment. */
public final class PlainStream implements StoredStream {
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
   * As it is now.
   *
   * @param gaps those of all streams of the task
   * @param complete whether the task has ended
   */
  public static StoredStream open(Path file, CaptureStream stream, List<Gap> gaps, boolean complete)
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
      FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS));
      return new PlainStream(
          file, channel, begin, stretches(own, begin + channel.size()), complete);
    } catch (NoSuchFileException e) {
      return new NoStream(complete);
    }
  }

  private static List<Stretch> stretches(List<Gap> gaps, long end) {
    List<Stretch> stretches = new ArrayList<>();
    long at = 0;
    for (Gap gap : gaps) {
      if (gap.to() <= at) {
        continue;
      }
      if (gap.from() > at) {
        stretches.add(Stretch.there(at, gap.from()));
      }
      stretches.add(new Stretch(Math.max(at, gap.from()), gap.to(), gap.reason()));
      at = gap.to();
    }
    if (end > at) {
      stretches.add(Stretch.there(at, end));
    }
    return stretches;
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
