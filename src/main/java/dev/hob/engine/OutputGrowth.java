package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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

  private final Map<CaptureStream, Sight> seen = new EnumMap<>(CaptureStream.class);
  private final Map<CaptureStream, Long> base = new EnumMap<>(CaptureStream.class);
  private final List<Gap> gaps = new ArrayList<>();
  private Duration lastGrowth;
  private boolean silenceTold;

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
    int before = gaps.size();
    for (CaptureStream stream : CaptureStream.values()) {
      Optional<Sight> sight =
          Sight.of(bundle.capture(stream), Optional.ofNullable(seen.get(stream)));
      if (sight.isPresent()) {
        look(stream, sight.get(), now);
      }
    }
    return gaps.size() > before;
  }

  private void look(CaptureStream stream, Sight sight, Duration now) {
    Sight had = seen.getOrDefault(stream, Sight.NOTHING);
    if (sight.beganAnew(had)) {
      long from = base.getOrDefault(stream, 0L);
      gaps.add(new Gap(stream, from, from + had.size(), Gap.TRUNCATED));
      base.put(stream, from + had.size());
    }
    if (!sight.equals(had)) {
      lastGrowth = now;
    }
    seen.put(stream, sight);
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
