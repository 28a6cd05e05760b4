package dev.hob.engine;

import dev.hob.bundle.PlacedRecord;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The sync of a new record, on its way while the command is being started: both take a millisecond
 * or two, and the disk needs no processor. Nothing else writes to the record before it is over.
 */
final class Syncing implements AutoCloseable {
  private final PlacedRecord record;
  private final CompletableFuture<Optional<IOException>> outcome;

  private Syncing(PlacedRecord record, CompletableFuture<Optional<IOException>> outcome) {
    this.record = record;
    this.outcome = outcome;
  }

  static Syncing begin(PlacedRecord record, Executor syncs) {
    return new Syncing(record, CompletableFuture.supplyAsync(() -> sync(record), syncs));
  }

  private static Optional<IOException> sync(PlacedRecord record) {
    try {
      record.sync();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  TaskRecord record() {
    return record.record();
  }

  /** Waits until it is over, and says why it failed. */
  Optional<IOException> outcome() {
    return outcome.join();
  }

  @Override
  public void close() throws IOException {
    outcome.join();
    record.close();
  }
}
