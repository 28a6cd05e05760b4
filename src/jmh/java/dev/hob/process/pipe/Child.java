package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program of somebody else's, started and awaited as a C program would do it. */
public final class Child {
  private final int pid;

  private Child(long pid) {
    this.pid = (int) pid;
  }

  /** It reads nothing, and what it says is lost. */
  public static Child start(EnvironmentBlock environment, Path folder, String... command) {
    try {
      return new Child(
          PosixSpawn.start(
              new SpawnPlan(
                  List.of(command),
                  environment,
                  folder,
                  Map.of(0, SpawnPlan.nothing(), 1, SpawnPlan.nothing(), 2, SpawnPlan.nothing()))));
    } catch (SpawnException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Until it has ended. */
  public void await() {
    BenchCalls.waitpid(pid, new int[1], 0);
  }
}
