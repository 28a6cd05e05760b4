package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.model.OutputSample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long each stream of a task is, and what of it is gone because the command truncated it.
 *
 * <p>A file that was truncated has lost all that was seen of it; what was written and erased
 * between two looks is not known. Positions go on: what was written after the truncation follows
 * the gap.
 */
final class OutputGrowth {
  static final String KEEPER_BROKE = "a keeper broke; what it held may be missing here";

  /** Half an hour of output that grows at each look. */
  private static final int SAMPLES_OF_A_GRAIN = 9000;

  private static final int COARSEST = 4;

  /** A command that truncates again and again has the oldest of its gaps told as one. */
  private static final int MOST_GAPS = 64;

  private final Map<CaptureStream, Sight> seen = new EnumMap<>(CaptureStream.class);
  private final Map<CaptureStream, Long> base = new EnumMap<>(CaptureStream.class);
  private final List<Gap> gaps = new ArrayList<>();
  private Duration lastGrowth;
  private boolean silenceTold;
  private OutputSample last = new OutputSample(Instant.EPOCH, 0, 0);
  private int samples;

  OutputGrowth(OutputFacts facts, Duration now) {
    lastGrowth = now;
    for (Gap gap : facts.gaps()) {
      gaps.add(gap);
      if (gap.reason().equals(Gap.TRUNCATED)) {
        base.merge(gap.stream(), gap.to(), Math::max);
      }
    }
  }

  /** True when there is a gap that was not there before. */
  synchronized boolean look(Bundle bundle, Duration now) {
    boolean beganAnew = false;
    for (CaptureStream stream : CaptureStream.values()) {
      Optional<Sight> sight =
          Sight.of(bundle.capture(stream), Optional.ofNullable(seen.get(stream)));
      if (sight.isPresent()) {
        beganAnew |= look(stream, sight.get(), now);
      }
    }
    return beganAnew;
  }

  private boolean look(CaptureStream stream, Sight sight, Duration now) {
    Sight had = seen.getOrDefault(stream, Sight.NOTHING);
    boolean beganAnew = sight.beganAnew(had);
    if (beganAnew) {
      long from = base.getOrDefault(stream, 0L);
      gaps.add(new Gap(stream, from, from + had.size(), Gap.TRUNCATED));
      joinOldest(stream);
      base.put(stream, from + had.size());
    }
    if (!sight.equals(had)) {
      lastGrowth = now;
    }
    seen.put(stream, sight);
    return beganAnew;
  }

  /** They lie side by side, for each takes all that was there. */
  private void joinOldest(CaptureStream stream) {
    List<Gap> truncations =
        gaps.stream()
            .filter(it -> it.stream() == stream && it.reason().equals(Gap.TRUNCATED))
            .toList();
    if (truncations.size() > MOST_GAPS) {
      Gap first = truncations.get(0);
      Gap second = truncations.get(1);
      gaps.set(gaps.indexOf(first), new Gap(stream, first.from(), second.to(), Gap.TRUNCATED));
      gaps.remove(second);
    }
  }

  /** What was seen of a file: enough to tell growth from a new beginning. */
  private record Sight(long size, FileTime written, ByteBuffer head) {
    static final Sight NOTHING = new Sight(0, FileTime.fromMillis(0), ByteBuffer.allocate(0));

    /** Lines of a script differ in less. */
    private static final int HEAD_BYTES = 256;

    /** Empty when there is no such file, or it cannot be looked at now. */
    static Optional<Sight> of(Path file, Optional<Sight> before) {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        boolean same =
            before
                .filter(
                    it ->
                        it.size() == facts.size() && it.written().equals(facts.lastModifiedTime()))
                .isPresent();
        return same
            ? before
            : Optional.of(new Sight(facts.size(), facts.lastModifiedTime(), headOf(file)));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    private static ByteBuffer headOf(Path file) throws IOException {
      try (InputStream content = Files.newInputStream(file)) {
        return ByteBuffer.wrap(content.readNBytes(HEAD_BYTES));
      }
    }

    /**
     * Files of output are only appended to. So one that is shorter than it was, that was written
     * without growing, or that begins with something else, was truncated in between.
     */
    boolean beganAnew(Sight before) {
      boolean writtenWithoutGrowing =
          size == before.size() && size > 0 && !written.equals(before.written());
      int common = Math.min(head.limit(), before.head().limit());
      return size < before.size()
          || writtenWithoutGrowing
          || !head.slice(0, common).equals(before.head().slice(0, common));
    }
  }

  /**
   * How long the streams are, when that has changed and it is time to write it down. At first that
   * is at each look; of long output there are fewer and fewer samples.
   */
  synchronized Optional<OutputSample> sample(Instant at) {
    OutputSample now =
        new OutputSample(at, length(CaptureStream.STDOUT), length(CaptureStream.STDERR));
    boolean grew = now.stdout() != last.stdout() || now.stderr() != last.stderr();
    boolean due = Duration.between(last.at(), at).compareTo(betweenSamples()) >= 0;
    return grew && due ? Optional.of(taken(now)) : Optional.empty();
  }

  /** The last one. A task with a single stream that never was sampled needs none. */
  synchronized Optional<OutputSample> lastSample(Instant at) {
    OutputSample now =
        new OutputSample(at, length(CaptureStream.STDOUT), length(CaptureStream.STDERR));
    boolean needed = samples > 0 || (now.stdout() > 0 && now.stderr() > 0);
    boolean grew = now.stdout() != last.stdout() || now.stderr() != last.stderr();
    return grew && needed ? Optional.of(taken(now)) : Optional.empty();
  }

  private OutputSample taken(OutputSample sample) {
    last = sample;
    samples++;
    return sample;
  }

  private Duration betweenSamples() {
    int coarser = Math.min(samples / SAMPLES_OF_A_GRAIN, COARSEST);
    return coarser == 0 ? Duration.ZERO : Duration.ofMillis((long) (200 * Math.pow(10, coarser)));
  }

  /** A terminal's output counts as stdout: the task has no other. */
  private long length(CaptureStream stream) {
    CaptureStream counted =
        seen.containsKey(CaptureStream.PTY) && stream == CaptureStream.STDOUT
            ? CaptureStream.PTY
            : stream;
    return base.getOrDefault(counted, 0L) + seen.getOrDefault(counted, Sight.NOTHING).size();
  }

  /** Something may be missing, and nobody can say how much. */
  synchronized void keeperBroke(CaptureStream stream) {
    long at = base.getOrDefault(stream, 0L) + seen.getOrDefault(stream, Sight.NOTHING).size();
    gaps.add(new Gap(stream, at, at, KEEPER_BROKE));
  }

  /** True once, for who acts on the silence. */
  synchronized boolean isFirstSilence() {
    boolean first = !silenceTold;
    silenceTold = true;
    return first;
  }

  synchronized Duration lastGrowth() {
    return lastGrowth;
  }

  /** With the facts that are not of this kind. */
  synchronized OutputFacts facts(OutputFacts others) {
    Map<CaptureStream, Long> bytes = new EnumMap<>(CaptureStream.class);
    seen.forEach(
        (stream, sight) -> bytes.put(stream, base.getOrDefault(stream, 0L) + sight.size()));
    return new OutputFacts(bytes, gaps, others.archived());
  }
}
