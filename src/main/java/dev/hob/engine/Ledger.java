package dev.hob.engine;

import dev.hob.bundle.NotDurableException;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

/** Brings onto the disk what has happened to a live task, each thing in the task's own lane. */
final class Ledger {
  private final Surroundings all;
  private final LiveTasks live;
  private final Catalogue catalogue;

  Ledger(Surroundings all, LiveTasks live, Catalogue catalogue) {
    this.all = all;
    this.live = live;
    this.catalogue = catalogue;
  }

  /** A step with a task's files. */
  interface LaneWork {
    void run(TaskFiles files) throws IOException;
  }

  /** Work that nobody waits for: what fails is told. */
  void onLane(LiveTask task, LaneWork work) {
    Future<?> ignored =
        all.storage()
            .writer()
            .inOrder(
                task.name(),
                files -> {
                  if (live.find(task.name()).filter(it -> it == task).isPresent()) {
                    work.run(files);
                  }
                  return true;
                })
            .exceptionally(
                failure -> {
                  // A rejected one came when hob had let go; the next hob finds what it would say.
                  if (!(failure instanceof RejectedExecutionException)) {
                    all.troubles().accept("task " + task.id() + ": " + failure);
                  }
                  return false;
                });
  }

  /** The same after a while, unless the task is over by then. */
  void later(LiveTask task, Duration pause, LaneWork work) {
    task.remember(all.threads().later(pause, () -> onLane(task, work)));
  }

  /** Writes down something that was seen of a task and is no event. */
  void note(LiveTask task, UnaryOperator<TaskRecord> seen) {
    onLane(
        task,
        files -> {
          // The end is written with all that is known then, and nothing is written after it.
          if (!task.isConcluding()) {
            write(files, task, seen);
          }
        });
  }

  /** The same for a gap that was found. */
  void noteOutput(LiveTask task) {
    note(
        task,
        record ->
            record.with(record.remains().with(task.growth().facts(record.remains().output()))));
  }

  /** Writes all events since the last write. Called on the lane. */
  void write(TaskFiles files, LiveTask task) throws IOException {
    write(files, task, record -> record);
  }

  /** All events since the last write, and what else is known. Called on the lane. */
  void write(TaskFiles files, LiveTask task, UnaryOperator<TaskRecord> more) throws IOException {
    try {
      Result<TaskRecord> written = files.update(onDisk -> caughtUp(onDisk, task).map(more));
      task.written(written.fold(it -> it, Ledger::fail));
    } catch (NotDurableException e) {
      // The record says so, but a power cut may take it back; then recovery finds it again.
      all.troubles().accept("task " + task.id() + ": " + e.getMessage());
      task.written(more.apply(task.record()));
    } catch (RefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
    catalogue.note(task.record());
  }

  /**
   * The same where more depends on what follows than on this: on a full disk a runaway command must
   * be stopped. It is written with the next write.
   */
  void tryToWrite(TaskFiles files, LiveTask task) {
    try {
      write(files, task);
    } catch (IOException e) {
      all.troubles().accept("task " + task.id() + " cannot be written now: " + e.getMessage());
    }
  }

  private static TaskRecord fail(Refusal refusal) {
    throw new RefusedException(refusal.toString());
  }

  /** Travels no further than {@link #write}. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private static Result<TaskRecord> caughtUp(TaskRecord onDisk, LiveTask task) {
    Result<TaskRecord> record = Result.ok(onDisk);
    for (TaskEvent event : task.unwritten()) {
      record = record.flatMap(it -> it.after(event));
    }
    return record;
  }
}
