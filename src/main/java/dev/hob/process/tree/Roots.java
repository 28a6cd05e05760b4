package dev.hob.process.tree;

import dev.hob.model.TaskId;
import dev.hob.process.ProcessRef;
import java.util.Optional;
import java.util.Set;

/**
 * By what a task's processes are recognised.
 *
 * @param wrapper hob's own, whose session is the task's
 * @param known processes that were seen to belong to it
 * @param notBefore the start of the wrapper: nothing of the task is older
 */
public record Roots(
    TaskId task, Optional<ProcessRef> wrapper, Set<ProcessRef> known, String notBefore) {
  public Roots {
    known = Set.copyOf(known);
  }
}
