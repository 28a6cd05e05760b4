package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import dev.hob.process.Descriptor;
import dev.hob.process.HeldProcess;
import dev.hob.process.ProcessRef;
import dev.hob.process.ProcessTable;
import dev.hob.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small shell that waits for the daemon's death, and then starts it again. It reads a pipe that
 * only the daemon can write to: the end of it, without a word before, is that death.
 */
public final class Warden implements AutoCloseable {
  /** Among its arguments. */
  public static final String NAME = "hob-warden";

  private static final byte[] FAREWELL = "bye\n".getBytes(StandardCharsets.UTF_8);

  private final ProcessRef process;
  private final Descriptor line;

  private Warden(ProcessRef process, Descriptor line) {
    this.process = process;
    this.line = line;
  }

  /**
   * What it is to do.
   *
   * @param live while this folder is empty, nobody needs the daemon
   * @param starter the command that becomes the daemon
   * @param starts when the daemon was started again lately, in seconds of the wall clock
   */
  public record Duty(
      Path live, List<String> starter, List<Long> starts, EnvironmentBlock environment) {
    public Duty {
      starter = List.copyOf(starter);
      starts = List.copyOf(starts);
    }
  }

  /** Empty where a process cannot be started with exactly these descriptors. */
  public static Optional<Warden> start(Duty duty, ProcessTable table) throws IOException {
    if (!SpawnCalls.areHere() || !Descriptor.areHere()) {
      return Optional.empty();
    }
    Descriptor.Pipe pipe = Descriptor.Pipe.open();
    try {
      long pid = PosixSpawn.start(plan(duty, pipe.toRead()));
      Optional<ProcessRef> process = table.identify(pid);
      if (process.isEmpty()) {
        pipe.toWrite().close();
      }
      return process.map(it -> new Warden(it, pipe.toWrite()));
    } catch (IOException | RuntimeException e) {
      pipe.toWrite().close();
      throw e;
    } finally {
      pipe.toRead().close();
    }
  }

  private static SpawnPlan plan(Duty duty, Descriptor line) {
    List<String> command = new ArrayList<>(Programs.wrapperShell());
    command.addAll(List.of("-c", Scripts.WARDEN, NAME, duty.live().toString()));
    command.add(String.join(" ", duty.starts().stream().map(String::valueOf).toList()));
    command.addAll(duty.starter());
    return new SpawnPlan(
        command,
        duty.environment(),
        Path.of("/"),
        Map.of(
            0,
            new SpawnPlan.Stream.Given(line.number()),
            1,
            SpawnPlan.nothing(),
            2,
            SpawnPlan.nothing()));
  }

  public ProcessRef process() {
    return process;
  }

  /** The daemon goes in order: nobody is to start it again. */
  public void dismiss(ProcessTable table) {
    try {
      line.write(FAREWELL);
    } catch (IOException e) {
      HeldProcess.send(Signal.KILL, process, table);
    }
    line.close();
  }

  /** For one that is gone. */
  @Override
  public void close() {
    line.close();
  }
}
