package dev.hob.process.pipe;

import dev.hob.process.ProcessRef;
import dev.hob.process.pty.Terminal;
import java.util.List;
import java.util.Optional;

/**
 * What was started for a task.
 *
 * @param pumps carry streams into files, and end when nobody can write any more
 * @param holder keeps the input open until it is ended, or the wrapper is gone
 * @param terminal its master; then the only pump is its keeper
 */
public record PipeProcesses(
    ProcessRef wrapper,
    List<ProcessRef> pumps,
    Optional<ProcessRef> holder,
    Optional<Terminal> terminal) {
  public PipeProcesses {
    pumps = List.copyOf(pumps);
  }
}
