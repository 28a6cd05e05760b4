package dev.hob.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the captured output beside the output itself.
 *
 * @param bytes how long each stream is, gaps counted
 * @param gaps what is no longer there
 * @param archived streams that are kept compressed
 */
public record OutputFacts(
    Map<CaptureStream, Long> bytes, List<Gap> gaps, Set<CaptureStream> archived) {
  public static final OutputFacts NONE = new OutputFacts(Map.of(), List.of(), Set.of());

  public OutputFacts {
    bytes = Map.copyOf(bytes);
    gaps = List.copyOf(gaps);
    archived = Set.copyOf(archived);
  }

  /** Bytes {@code from} (inclusive) to {@code to} (exclusive) of a stream are gone. */
  public record Gap(CaptureStream stream, long from, long to, String reason) {
    /** All that was there; what is written after it follows the gap. */
    public static final String TRUNCATED = "truncated by the command";
  }
}
