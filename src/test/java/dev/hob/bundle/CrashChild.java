package dev.hob.bundle;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Path;

/** Writes as a scenario says, and kills itself with SIGKILL before the n-th step. */
final class CrashChild {
  private static final int SIGKILL = 9;

  private CrashChild() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    WriteScenario scenario = WriteScenario.named(arguments[1]).orElseThrow();
    SteppingProbe probe =
        new SteppingProbe(Integer.parseInt(arguments[2]), (step, file) -> dieBefore(step, file));
    boolean done = scenario.act(folder, new Disk(probe, NameExchange.ofPlatform()));
    System.out.println(done ? "done in " + probe.steps().size() + " steps" : "refused");
  }

  private static void dieBefore(DiskStep step, Path file) {
    System.out.println("killed before " + step + " of " + file.getFileName());
    Function kill = Function.getFunction("c", "kill");
    kill.invokeInt(new Object[] {(int) ProcessHandle.current().pid(), SIGKILL});
    throw new IllegalStateException("still alive after SIGKILL");
  }
}
