package dev.hob.model;

import java.util.List;
import java.util.Optional;

/**
 * What outlives the command, and so may change in the record of an ended task too.
 *
 * @param leftovers processes that outlived the command's shell
 * @param pinned kept by every collection
 */
public record TaskRemains(
    Delivery delivery,
    OutputFacts output,
    List<Leftover> leftovers,
    Optional<String> label,
    boolean pinned) {

  public TaskRemains {
    leftovers = List.copyOf(leftovers);
  }

  /** A task that has left nothing yet. */
  public static TaskRemains none(boolean notifyOnCompletion) {
    return new TaskRemains(
        Delivery.wanted(notifyOnCompletion), OutputFacts.NONE, List.of(), Optional.empty(), false);
  }

  public TaskRemains with(Delivery changed) {
    return new TaskRemains(changed, output, leftovers, label, pinned);
  }

  public TaskRemains with(OutputFacts changed) {
    return new TaskRemains(delivery, changed, leftovers, label, pinned);
  }

  public TaskRemains withLeftovers(List<Leftover> changed) {
    return new TaskRemains(delivery, output, changed, label, pinned);
  }

  public TaskRemains withLabel(String changed) {
    return new TaskRemains(delivery, output, leftovers, Optional.of(changed), pinned);
  }

  public TaskRemains withPinned(boolean changed) {
    return new TaskRemains(delivery, output, leftovers, label, changed);
  }

  /** A process that outlived the command's shell. */
  public record Leftover(long pid, Optional<String> start, String command) {}
}
