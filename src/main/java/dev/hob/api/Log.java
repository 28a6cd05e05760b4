package dev.hob.api;

import dev.hob.model.TaskRecord;

/**
 * What a task has said.
 *
 * <p>A class, for bytes are not compared.
 */
public final class Log {
  private final TaskRecord task;
  private final Output output;
  private final byte[] shown;

  public Log(TaskRecord task, Output output, byte[] shown) {
    this.task = task;
    this.output = output;
    this.shown = shown.clone();
  }

  public TaskRecord task() {
    return task;
  }

  /** By streams. */
  public Output output() {
    return output;
  }

  /** The same for people: both streams in the order of their times, as far as that is known. */
  public byte[] shown() {
    return shown.clone();
  }
}
