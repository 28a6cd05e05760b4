package dev.hob.process.pipe;

import dev.hob.process.ProcessRef;
import java.util.List;
import java.util.Optional;

/**
 * What was started for a task.
 *
 * @param pumps carry streams into files, and end when nobody can write any more
 * @param holder keeps the input open until it is ended, or the wrapper is gone
 */
public record PipeProcesses(
    ProcessRef wrapper, List<ProcessRef> pumps, Optional<ProcessRef> holder) {
  public PipeProcesses {
    pumps = List.copyOf(pumps);
  }
}
