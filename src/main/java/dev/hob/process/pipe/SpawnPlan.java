package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to be started, in a session of its own, with default signals and nothing inherited but
 * what is named here.
 *
 * @param program the file that is run
 * @param command its arguments, of which the first is its name
 * @param streams by the number of the descriptor, from 0 without a hole
 */
record SpawnPlan(
    String program,
    List<String> command,
    EnvironmentBlock environment,
    Path folder,
    Map<Integer, Stream> streams) {

  SpawnPlan {
    command = List.copyOf(command);
    streams = Map.copyOf(streams);
  }

  /** Of a program that goes by its own path. */
  SpawnPlan(
      List<String> command,
      EnvironmentBlock environment,
      Path folder,
      Map<Integer, Stream> streams) {
    this(command.get(0), command, environment, folder, streams);
  }

  /** Where a descriptor of the child leads. */
  sealed interface Stream {

    /** A file or fifo that exists. */
    record Opened(Path file, int flags) implements Stream {
      static final int READ = 0;
      static final int WRITE = 1;
      static final int BOTH = 2;
      static final int APPEND = 1 | 02000;
    }

    /** What another descriptor of the child leads to. */
    record SameAs(int number) implements Stream {}

    /** A descriptor of ours. */
    record Given(int fd) implements Stream {}
  }

  static Stream nothing() {
    return new Stream.Opened(Path.of("/dev/null"), Stream.Opened.BOTH);
  }
}
