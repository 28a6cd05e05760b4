package dev.hob.api;

import dev.hob.model.NoticeEvent;
import dev.hob.model.TaskId;
import java.time.Duration;
import java.util.List;

/**
 * What had become of the tasks when the waiting was over.
 *
 * @param satisfied what was waited for has come
 * @param found what was waited for, where that is not an end
 * @param running those that have not ended, and for how long they have run
 * @param offer the ends that this reply is the first to tell
 */
public record Waited(
    List<TaskReply> tasks,
    boolean satisfied,
    List<Found> found,
    List<Running> running,
    Offer offer) {
  public Waited {
    tasks = List.copyOf(tasks);
    found = List.copyOf(found);
    running = List.copyOf(running);
  }

  public Waited(List<TaskReply> tasks, boolean satisfied) {
    this(tasks, satisfied, List.of(), List.of(), Offer.NONE);
  }

  /** What a task has come to. */
  public record Found(TaskId task, NoticeEvent.Match match) {}

  /** A task that goes on. */
  public record Running(TaskId task, Duration time) {}

  public Waited with(List<Found> come, List<Running> goingOn) {
    return new Waited(tasks, satisfied, come, goingOn, offer);
  }

  public Waited offering(Offer made) {
    return new Waited(tasks, satisfied, found, running, made);
  }
}
