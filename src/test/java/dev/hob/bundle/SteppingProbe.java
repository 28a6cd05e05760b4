package dev.hob.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down every step, and does something of the test's choice before the n-th.
 *
 * <p>Writes are cut in halves, so that a write is several steps and can be torn.
 */
final class SteppingProbe implements DiskProbe {
  private static final int SMALLEST_CUT = 16;

  private final int at;
  private final Interruption interruption;
  private final List<Seen> steps = new ArrayList<>();

  /** What happens in the place of a step; returning lets the step go on. */
  @FunctionalInterface
  interface Interruption {
    void happen(DiskStep step, Path file) throws IOException;
  }

  /** A step that was taken. */
  record Seen(DiskStep step, Path file) {}

  SteppingProbe(int at, Interruption interruption) {
    this.at = at;
    this.interruption = interruption;
  }

  static SteppingProbe watching() {
    return new SteppingProbe(0, (step, file) -> {});
  }

  List<Seen> steps() {
    return List.copyOf(steps);
  }

  @Override
  public void before(DiskStep step, Path file) throws IOException {
    steps.add(new Seen(step, file));
    if (steps.size() == at) {
      interruption.happen(step, file);
    }
  }

  @Override
  public int taken(int offered) {
    return offered > SMALLEST_CUT ? offered / 2 : offered;
  }
}
