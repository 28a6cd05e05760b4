package dev.hob.api;

import dev.hob.model.TaskRecord;

/** Hears of tasks that were made or whose status has changed. Must not wait for anything. */
public interface Changes {
  void changed(TaskRecord task);

  /** Ends the hearing. */
  interface Hearing extends AutoCloseable {
    @Override
    void close();
  }
}
