package dev.hob.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the captured output beside the output itself.
 *
 * @param bytes how long each stream is, gaps counted
 * @param gaps what is no longer there
 * @param archived streams that are kept compressed
 * @param drained of a terminal that is over: how it is known that all of its output is there
 */
public record OutputFacts(
    Map<CaptureStream, Long> bytes,
    List<Gap> gaps,
    Set<CaptureStream> archived,
    Optional<Drained> drained) {
  public static final OutputFacts NONE =
      new OutputFacts(Map.of(), List.of(), Set.of(), Optional.empty());

  public OutputFacts {
    bytes = Map.copyOf(bytes);
    gaps = List.copyOf(gaps);
    archived = Set.copyOf(archived);
  }

  /** How it is known that nothing more comes out of a terminal. */
  public enum Drained {
    /** Nobody had it open any more, and its keeper put down all that there was. */
    PROVEN("proven"),
    /** Somebody still had it open, and it was silent. */
    ASSUMED("assumed");

    private final String word;

    Drained(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public OutputFacts drained(Drained how) {
    return new OutputFacts(bytes, gaps, archived, Optional.of(how));
  }

  /** Bytes {@code from} (inclusive) to {@code to} (exclusive) of a stream are gone. */
  public record Gap(CaptureStream stream, long from, long to, String reason) {
    /** All that was there; what is written after it follows the gap. */
    public static final String TRUNCATED = "truncated by the command";
  }
}
