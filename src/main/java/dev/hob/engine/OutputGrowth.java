package dev.hob.engine;

import dev.hob.bundle.Bundle;
import dev.hob.model.CaptureStream;
import dev.hob.model.OutputFacts;
import dev.hob.model.OutputFacts.Gap;
import dev.hob.model.OutputSample;
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

  /** A command that truncates again and again has the oldest of its gaps told as one. */
  private static final int MOST_GAPS = 64;

  private final Map<CaptureStream, Sight> seen = new EnumMap<>(CaptureStream.class);
  private final Map<CaptureStream, Long> base = new EnumMap<>(CaptureStream.class);
  private final List<Gap> gaps = new ArrayList<>();
  private Duration lastGrowth;
  private boolean silenceTold;
  private boolean excessTold;
  private final Sampling sampling;

  /** Nothing was seen yet. */
  OutputGrowth(Duration now) {
    this(OutputFacts.NONE, List.of(), now);
  }

  /** An earlier hob saw so much, and left these samples. */
  OutputGrowth(OutputFacts facts, List<OutputSample> earlier, Duration now) {
    lastGrowth = now;
    OutputSample last =
        earlier.isEmpty() ? new OutputSample(Instant.EPOCH, 0, 0) : earlier.get(earlier.size() - 1);
    sampling = new Sampling(last);
    for (Gap gap : facts.gaps()) {
      gaps.add(gap);
      if (gap.reason().equals(Gap.TRUNCATED)) {
        base.merge(gap.stream(), gap.to(), Math::max);
      }
    }
    facts.bytes().forEach(this::remember);
    remember(CaptureStream.STDOUT, last.stdout());
    remember(CaptureStream.STDERR, last.stderr());
  }

  /** An earlier hob saw a stream as long as that, and it is not written in its samples. */
  synchronized void wasSeen(CaptureStream stream, long length) {
    remember(stream, length);
  }

  /** A stream was as long as that; if it is shorter now, it was truncated meanwhile. */
  private void remember(CaptureStream stream, long length) {
    long inFile = length - base.getOrDefault(stream, 0L);
    if (inFile > seen.getOrDefault(stream, Sight.NOTHING).size()) {
      seen.put(stream, Sight.unread(inFile));
    }
  }

  /** True when there is a gap that was not there before. */
  synchronized boolean look(Bundle bundle, Duration now) {
    boolean beganAnew = false;
    for (CaptureStream stream : CaptureStream.values()) {
      Sight had = seen.getOrDefault(stream, Sight.NOTHING);
      Optional<Sight.Later> later = had.later(bundle.capture(stream));
      if (later.isPresent()) {
        look(stream, had, later.get(), now);
        beganAnew |= later.get().beganAnew();
      }
    }
    return beganAnew;
  }

  private void look(CaptureStream stream, Sight had, Sight.Later later, Duration now) {
    if (later.beganAnew()) {
      long from = base.getOrDefault(stream, 0L);
      gaps.add(new Gap(stream, from, from + had.size(), Gap.TRUNCATED));
      joinOldest(stream);
      base.put(stream, from + had.size());
    }
    if (later.beganAnew() || later.sight().size() != had.size()) {
      lastGrowth = now;
    }
    seen.put(stream, later.sight());
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

  /** How long the streams are, when that is worth writing down. */
  synchronized Optional<OutputSample> sample(Instant at) {
    return Optional.of(lengths(at)).filter(sampling::isDue);
  }

  /** The same at the end. */
  synchronized Optional<OutputSample> lastSample(Instant at) {
    return Optional.of(lengths(at)).filter(sampling::isDueAtTheEnd);
  }

  synchronized void written(OutputSample sample) {
    sampling.written(sample);
  }

  private OutputSample lengths(Instant at) {
    return new OutputSample(at, length(CaptureStream.STDOUT), length(CaptureStream.STDERR));
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

  /** True once, for who acts on a stream that has grown beyond this. */
  synchronized boolean isFirstExcess(long mostBytes) {
    boolean beyond = seen.keySet().stream().anyMatch(it -> length(it) > mostBytes);
    boolean first = beyond && !excessTold;
    excessTold |= beyond;
    return first;
  }

  synchronized Duration lastGrowth() {
    return lastGrowth;
  }

  /**
   * What a reader may rely on.
   *
   * @param gaps those of all streams
   * @param inFile how much of the stream is in its file
   */
  record Seen(List<Gap> gaps, long inFile) {}

  synchronized Seen seen(CaptureStream stream) {
    return new Seen(List.copyOf(gaps), seen.getOrDefault(stream, Sight.NOTHING).size());
  }

  /** With the facts that are not of this kind. */
  synchronized OutputFacts facts(OutputFacts others) {
    Map<CaptureStream, Long> bytes = new EnumMap<>(CaptureStream.class);
    seen.forEach(
        (stream, sight) -> bytes.put(stream, base.getOrDefault(stream, 0L) + sight.size()));
    return new OutputFacts(bytes, gaps, others.archived(), others.drained());
  }
}
