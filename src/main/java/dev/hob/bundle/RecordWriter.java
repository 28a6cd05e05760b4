package dev.hob.bundle;

import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The one writer of records in a process: no update of a task is lost to another. */
public final class RecordWriter {
  private final RecordStore records;
  private final Lanes<BundleName> lanes;

  public RecordWriter(RecordStore records, Lanes<BundleName> lanes) {
    this.records = records;
    this.lanes = lanes;
  }

  public CompletableFuture<Result<TaskRecord>> create(TaskRecord record) {
    BundleName name = new BundleName(record.session().hash(), record.id());
    return lanes.run(name, () -> records.create(record));
  }

  /** {@code change} sees the record as the change before it left it. */
  public CompletableFuture<Result<TaskRecord>> update(
      BundleName name, Function<TaskRecord, Result<TaskRecord>> change) {
    return lanes.run(name, () -> records.update(name, change));
  }
}
