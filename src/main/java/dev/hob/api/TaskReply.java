package dev.hob.api;

import dev.hob.model.TaskRecord;
import dev.hob.model.TaskRemains.Leftover;
import java.util.List;
import java.util.Optional;

/**
 * A task as it is told.
 *
 * @param existing it was there already: a repeated request, or a live one of the wanted name
 * @param survivors what a kill could not end
 * @param readiness absent where no watch decides it
 * @param offer its end, if this reply is the first to tell it
 */
public record TaskReply(
    TaskRecord task,
    boolean existing,
    List<Leftover> survivors,
    Optional<Output> output,
    Optional<Readiness> readiness,
    Offer offer) {
  public TaskReply {
    survivors = List.copyOf(survivors);
  }

  public TaskReply(
      TaskRecord task, boolean existing, List<Leftover> survivors, Optional<Output> output) {
    this(task, existing, survivors, output, Optional.empty(), Offer.NONE);
  }

  public static TaskReply of(TaskRecord task) {
    return new TaskReply(task, false, List.of(), Optional.empty());
  }

  public TaskReply with(Output shown) {
    return new TaskReply(task, existing, survivors, Optional.of(shown), readiness, offer);
  }

  public TaskReply with(Optional<Readiness> known) {
    return new TaskReply(task, existing, survivors, output, known, offer);
  }

  public TaskReply offering(Offer made) {
    return new TaskReply(task, existing, survivors, output, readiness, made);
  }
}
