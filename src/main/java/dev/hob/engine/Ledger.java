package dev.hob.engine;

import dev.hob.bundle.NotDurableException;
import dev.hob.bundle.TaskFiles;
import dev.hob.model.Result;
import dev.hob.model.TaskEvent;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Brings onto the disk what has happened to a live task. Called on its lane. */
final class Ledger {
  private final Consumer<String> troubles;

  Ledger(Consumer<String> troubles) {
    this.troubles = troubles;
  }

  /** All events since the last write, and a change of what else is known. */
  void write(TaskFiles files, LiveTask task, UnaryOperator<TaskRecord> more) throws IOException {
    try {
      Result<TaskRecord> written = files.update(onDisk -> caughtUp(onDisk, task).map(more));
      task.written(written.fold(it -> it, Ledger::fail));
    } catch (NotDurableException e) {
      // The record says so, but a power cut may take it back; then recovery finds it again.
      troubles.accept("task " + task.id() + ": " + e.getMessage());
      task.written(more.apply(task.record()));
    } catch (RefusedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static TaskRecord fail(dev.hob.model.Refusal refusal) {
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
