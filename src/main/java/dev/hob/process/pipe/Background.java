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

/** Starts a program of hob's own that nobody waits for, in a session of its own. */
public final class Background {
  private Background() {}

  /** With the lowest priority that there is; empty where it cannot be started so. */
  public static Optional<ProcessRef> start(
      List<String> command, EnvironmentBlock environment, ProcessTable table) throws IOException {
    Optional<String> nice = Programs.find("nice");
    if (!SpawnCalls.areHere() || !Descriptor.areHere() || nice.isEmpty()) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(List.of(nice.get(), "-n", "19"));
    all.addAll(command);
    long pid =
        PosixSpawn.start(
            new SpawnPlan(
                all,
                environment,
                Path.of("/"),
                Map.of(0, SpawnPlan.nothing(), 1, SpawnPlan.nothing(), 2, SpawnPlan.nothing())));
    return table.identify(pid);
  }
}
