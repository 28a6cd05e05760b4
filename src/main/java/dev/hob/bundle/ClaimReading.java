package dev.hob.bundle;

import java.util.List;
import java.util.Optional;

/** What a look at a claim gave. */
public sealed interface ClaimReading {

  /** Nobody has claimed the start yet. */
  record None() implements ClaimReading {}

  /** A recovery came first: the command never ran, and never will. */
  record CalledOff() implements ClaimReading {}

  /**
   * Somebody made the file and has not yet said who: it writes now, or was killed before it ran
   * anything.
   */
  record Unfinished() implements ClaimReading {}

  /** The wrapper came first. */
  record Run(long pid, Remarks remarks) implements ClaimReading {}

  /** Something may stand there: nothing may be concluded. */
  record Unreadable(String why) implements ClaimReading {}

  /**
   * What was noted after the start.
   *
   * @param pipeline the codes of the last pipeline's segments, when one failed behind an exit 0
   * @param lost streams whose keeper broke
   * @param failed where the start broke off: then nothing ran
   */
  record Remarks(List<Integer> pipeline, List<String> lost, Optional<FailedStep> failed) {
    public static final Remarks NONE = new Remarks(List.of(), List.of(), Optional.empty());

    public Remarks {
      pipeline = List.copyOf(pipeline);
      lost = List.copyOf(lost);
    }
  }

  /** A step of the start, and the system's number for what was wrong. */
  record FailedStep(String step, int errno) {}

  /** What was noted, if anything. */
  default Remarks noted() {
    return this instanceof Run run ? run.remarks() : Remarks.NONE;
  }
}
