package dev.hob.engine;

import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import java.util.List;

/**
 * A kill was carried out and verified.
 *
 * @param reached how many processes were signalled
 * @param survivors what nothing could end
 */
public record Killed(TaskRecord task, int reached, List<Leftover> survivors) {
  public Killed {
    survivors = List.copyOf(survivors);
  }
}
