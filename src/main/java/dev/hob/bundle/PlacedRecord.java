package dev.hob.bundle;

import dev.hob.model.TaskRecord;
import java.io.IOException;

/**
 * A first record that stands under its name, and is perhaps not yet on the disk. The start is not
 * acknowledged before {@link #sync}; between the two the command is spawned.
 */
public final class PlacedRecord implements AutoCloseable {
  private final TaskRecord record;
  private final AtomicFile.Placed file;

  PlacedRecord(TaskRecord record, AtomicFile.Placed file) {
    this.record = record;
    this.file = file;
  }

  public TaskRecord record() {
    return record;
  }

  /**
   * From here the record outlasts a power cut. When it fails, {@link TaskFiles#takeBack} is due.
   */
  public void sync() throws IOException {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
