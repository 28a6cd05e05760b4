package dev.hob.model;

import java.time.Duration;
import java.util.Optional;

/** What a watch waits for. */
public sealed interface WatchGoal {

  /**
   * The output says something.
   *
   * @param every each time, and not only the first one
   * @param stream absent = all
   * @param from the position at which it begins to look
   * @param fromStderr the same in stderr, where both streams are looked at
   */
  record Output(
      String pattern,
      boolean regex,
      boolean every,
      Optional<CaptureStream> stream,
      long from,
      long fromStderr)
      implements WatchGoal {}

  /** Somebody accepts connections there. */
  record Port(String host, int port) implements WatchGoal {}

  /** Something has that name. */
  record FileThere(String path) implements WatchGoal {}

  /** Nothing was said for so long. */
  record Quiet(Duration silence) implements WatchGoal {}

  /** It still runs so long after the watch began. */
  record StillRunning(Duration after) implements WatchGoal {}

  /** Anything at all was said. */
  record FirstOutput() implements WatchGoal {}

  default <R> R fold(Cases<R> cases) {
    if (this instanceof Output it) {
      return cases.output(it);
    }
    if (this instanceof Port it) {
      return cases.port(it);
    }
    if (this instanceof FileThere it) {
      return cases.fileThere(it);
    }
    if (this instanceof Quiet it) {
      return cases.quiet(it);
    }
    if (this instanceof StillRunning it) {
      return cases.stillRunning(it);
    }
    return cases.firstOutput((FirstOutput) this);
  }

  /** One answer per goal. */
  interface Cases<R> {
    R output(Output goal);

    R port(Port goal);

    R fileThere(FileThere goal);

    R quiet(Quiet goal);

    R stillRunning(StillRunning goal);

    R firstOutput(FirstOutput goal);
  }

  /** As it stands in a sentence: "the output says "ready"". */
  default String words() {
    return fold(WatchGoalWords.CASES);
  }

  /** Whether it may be reached more than once. */
  default boolean goesOn() {
    return this instanceof Output output && output.every();
  }
}
