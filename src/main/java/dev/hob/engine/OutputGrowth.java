package dev.hob.engine;

import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long each stream of a task is, and what of it is gone because the command truncated it.
 *
 * <p>A file that is shorter than at the look before has lost all that was seen of it. Positions go
 * on from there: what was written after the truncation follows the gap.
 */
final class OutputGrowth {
  static final String TRUNCATED = "truncated by the command";
  static final String KEEPER_BROKE = "a keeper broke; what it held may be missing here";

  private final Map<CaptureStream, Long> seen = new EnumMap<>(CaptureStream.class);
  private final Map<CaptureStream, Long> base = new EnumMap<>(CaptureStream.class);
  private final List<Gap> gaps = new ArrayList<>();
  private Duration lastGrowth;
  private boolean silenceTold;

  OutputGrowth(OutputFacts facts, Duration now) {
    lastGrowth = now;
    for (Gap gap : facts.gaps()) {
      gaps.add(gap);
      if (gap.reason().equals(TRUNCATED)) {
        base.merge(gap.stream(), gap.to(), Math::max);
      }
    }
  }

  /** True when there is a gap that was not there before. */
  synchronized boolean look(Map<CaptureStream, Long> sizes, Duration now) {
    int before = gaps.size();
    sizes.forEach((stream, size) -> look(stream, size, now));
    return gaps.size() > before;
  }

  private void look(CaptureStream stream, long size, Duration now) {
    long had = seen.getOrDefault(stream, 0L);
    if (size < had) {
      long from = base.getOrDefault(stream, 0L);
      gaps.add(new Gap(stream, from, from + had, TRUNCATED));
      base.put(stream, from + had);
    }
    if (size != had) {
      lastGrowth = now;
    }
    seen.put(stream, size);
  }

  /** Something may be missing, and nobody can say how much. */
  synchronized void keeperBroke(CaptureStream stream) {
    long at = base.getOrDefault(stream, 0L) + seen.getOrDefault(stream, 0L);
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

  synchronized Optional<Long> seen(CaptureStream stream) {
    return Optional.ofNullable(seen.get(stream));
  }

  /** With the facts that are not of this kind. */
  synchronized OutputFacts facts(OutputFacts others) {
    Map<CaptureStream, Long> bytes = new EnumMap<>(CaptureStream.class);
    seen.forEach((stream, size) -> bytes.put(stream, base.getOrDefault(stream, 0L) + size));
    return new OutputFacts(bytes, gaps, others.archived());
  }
}
