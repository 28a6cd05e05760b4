package dev.hob.model;

import java.util.List;
import java.util.Optional;

/**
 * What has become of the task so far; it changes until the task has ended, and never after.
 *
 * @param machine where its processes live; absent before it starts, and in records older than
 *     version 5
 * @param statusReason a sentence for people about how it came to its status
 * @param members processes that were seen to belong to it
 * @param pipeline the codes of the last pipeline's segments, when one failed behind an exit 0
 */
public record TaskProgress(
    TaskState state,
    Optional<Machine> machine,
    Optional<Deadline> deadline,
    Optional<String> statusReason,
    Optional<Keeper> keeper,
    List<Member> members,
    Optional<Usage> usage,
    List<Integer> pipeline) {

  /** Accepted, and no more. */
  public static final TaskProgress NONE =
      new TaskProgress(
          new TaskState.Queued(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of());

  public TaskProgress {
    members = List.copyOf(members);
    pipeline = List.copyOf(pipeline);
  }

  public TaskProgress with(TaskState changed) {
    return new TaskProgress(
        changed, machine, deadline, statusReason, keeper, members, usage, pipeline);
  }

  public TaskProgress on(Machine changed) {
    return new TaskProgress(
        state, Optional.of(changed), deadline, statusReason, keeper, members, usage, pipeline);
  }

  public TaskProgress until(Deadline changed) {
    return new TaskProgress(
        state, machine, Optional.of(changed), statusReason, keeper, members, usage, pipeline);
  }

  public TaskProgress because(String reason) {
    return new TaskProgress(
        state, machine, deadline, Optional.of(reason), keeper, members, usage, pipeline);
  }

  public TaskProgress keptBy(Keeper changed) {
    return new TaskProgress(
        state, machine, deadline, statusReason, Optional.of(changed), members, usage, pipeline);
  }

  public TaskProgress withMembers(List<Member> changed) {
    return new TaskProgress(
        state, machine, deadline, statusReason, keeper, changed, usage, pipeline);
  }

  public TaskProgress withUsage(Usage changed) {
    return new TaskProgress(
        state, machine, deadline, statusReason, keeper, members, Optional.of(changed), pipeline);
  }

  public TaskProgress withPipeline(List<Integer> changed) {
    return new TaskProgress(
        state, machine, deadline, statusReason, keeper, members, usage, changed);
  }

  /** A process that was seen to belong to the task. */
  public record Member(long pid, String start) {}

  /** The process that holds the task's terminal. */
  public record Keeper(long pid, String start, Optional<String> terminal) {}
}
