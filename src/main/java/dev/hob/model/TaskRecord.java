package dev.hob.model;

/**
 * All that is known of a task, as it stands in its file.
 *
 * @param revision grows by one with each write
 */
public record TaskRecord(
    TaskOrder order, TaskProgress progress, TaskRemains remains, long revision) {

  /** A task as it is first written: accepted, and no more. */
  public static TaskRecord accepted(TaskOrder order, boolean notifyOnCompletion) {
    return new TaskRecord(order, TaskProgress.NONE, TaskRemains.none(notifyOnCompletion), 0);
  }

  public TaskId id() {
    return order.id();
  }

  public SessionKey session() {
    return order.ownership().session();
  }

  public TaskState state() {
    return progress.state();
  }

  /** The record after an event, or the refusal of the event. */
  public Result<TaskRecord> after(TaskEvent event) {
    return TaskLife.next(state(), event).map(this::in).map(it -> it.keptAs(event));
  }

  private TaskRecord in(TaskState next) {
    if (next.equals(state())) {
      return this;
    }
    TaskRecord moved = with(progress.with(next));
    return next.isEnded() ? moved.with(remains.with(remains.delivery().atEnd())) : moved;
  }

  private TaskRecord keptAs(TaskEvent event) {
    return event instanceof TaskEvent.Spawned spawned && spawned.keeper().isPresent()
        ? with(progress.keptBy(spawned.keeper().get()))
        : this;
  }

  public TaskRecord with(TaskProgress changed) {
    return new TaskRecord(order, changed, remains, revision);
  }

  public TaskRecord with(TaskRemains changed) {
    return new TaskRecord(order, progress, changed, revision);
  }

  /** For the one who writes it, and for nobody else. */
  public TaskRecord withRevision(long changed) {
    return new TaskRecord(order, progress, remains, changed);
  }
}
