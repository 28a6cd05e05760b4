package dev.hob.bundle;

import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The one writer of records in a process. What happens to one task's record happens in order on the
 * task's lane, its deletion too: no update is lost to another, and none brings back what is gone.
 */
public final class RecordWriter {
  private final BundleStore store;
  private final Lanes<BundleName> lanes;

  public RecordWriter(BundleStore store, Lanes<BundleName> lanes) {
    this.store = store;
    this.lanes = lanes;
  }

  public CompletableFuture<Result<TaskRecord>> create(TaskRecord record) {
    BundleName name = new BundleName(record.session().hash(), record.id());
    return lanes.run(name, () -> store.records().create(record));
  }

  /** Several steps with one task's files, between which nothing else happens to them. */
  public interface Work<T> {
    T run(TaskFiles files) throws Exception;
  }

  public <T> CompletableFuture<T> inOrder(BundleName name, Work<T> work) {
    return lanes.run(name, () -> work.run(new TaskFiles(store, name)));
  }

  /** {@code change} sees the record as the change before it left it. */
  public CompletableFuture<Result<TaskRecord>> update(
      BundleName name, Function<TaskRecord, Result<TaskRecord>> change) {
    return lanes.run(name, () -> store.records().update(name, change));
  }

  /** Empty when the task and all its files are gone. */
  public CompletableFuture<Optional<Refusal>> delete(BundleName name) {
    return lanes.run(name, () -> store.deletion().delete(name));
  }

  /** Moves a damaged record out of the way. */
  public CompletableFuture<Quarantine.Result> setAside(
      Bundle bundle, RecordReading.Damaged damage, LiveProcesses processes) {
    return lanes.run(bundle.name(), () -> store.quarantine().setAside(bundle, damage, processes));
  }
}
