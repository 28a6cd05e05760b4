package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import dev.hob.process.Descriptor;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small shell that waits for the daemon's death, and then starts it again. It reads a fifo that
 * only the daemon has open for writing: the end of it, without a word before, is that death.
 */
public final class Warden {
  private Warden() {}

  /**
   * What it is to watch and to do.
   *
   * @param fifo open here for writing as long as this process lives, and in no other
   * @param live while this folder is empty, nobody needs the daemon
   * @param starter the command that becomes the daemon
   * @param starts when the daemon was started again lately, in seconds of the wall clock
   */
  public record Duty(
      Path fifo, Path live, List<String> starter, List<Long> starts, EnvironmentBlock environment) {
    public Duty {
      starter = List.copyOf(starter);
      starts = List.copyOf(starts);
    }
  }

  /** Empty where a process cannot be started with exactly these descriptors. */
  public static Optional<ProcessRef> start(Duty duty, ProcessTable table) throws IOException {
    if (!SpawnCalls.areHere() || !Descriptor.areHere()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(Programs.wrapperShell());
    command.addAll(List.of("-c", Scripts.WARDEN, "hob-warden", duty.live().toString()));
    command.add(String.join(" ", duty.starts().stream().map(String::valueOf).toList()));
    command.addAll(duty.starter());
    long pid =
        PosixSpawn.start(
            new SpawnPlan(
                command,
                duty.environment(),
                Path.of("/"),
                Map.of(
                    0,
                    new SpawnPlan.Stream.Opened(duty.fifo(), SpawnPlan.Stream.Opened.READ),
                    1,
                    SpawnPlan.nothing(),
                    2,
                    SpawnPlan.nothing())));
    return table.identify(pid);
  }
}
