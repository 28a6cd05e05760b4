package dev.hob.bundle;

import dev.hob.model.CaptureStream;
import dev.hob.model.NoticeEvent;
import dev.hob.model.OutputSample;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import dev.hob.model.WriteRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What may be done to the files of one task while its lane is held, and only then: {@link
 * RecordWriter#inOrder} gives it to the work and nobody keeps it.
 */
public final class TaskFiles {
  private final BundleStore store;
  private final BundleName name;

  TaskFiles(BundleStore store, BundleName name) {
    this.store = store;
    this.name = name;
  }

  public Bundle bundle() {
    return store.bundle(name);
  }

  public RecordReading read() {
    return store.records().read(name);
  }

  public Result<PlacedRecord> place(TaskRecord record) throws IOException {
    return store.records().place(record);
  }

  public Result<TaskRecord> update(Function<TaskRecord, Result<TaskRecord>> change)
      throws IOException {
    return store.records().update(name, change);
  }

  /** Makes an empty file for each stream, and the marker of blanks; all of them or none. */
  public Optional<Refusal> createCaptures(Set<CaptureStream> streams) throws IOException {
    return store.captures().create(bundle(), streams);
  }

  public MarkerReading marker(Program program) {
    return store.markers().read(bundle(), program.version());
  }

  /** Says {@code killed} in the place of a wrapper that is gone and said nothing. */
  public MarkerReading markKilled(Instant at, Program program) throws IOException {
    return store.markers().markKilled(bundle(), program.version(), at);
  }

  public ClaimReading claim() {
    return store.claims().read(bundle());
  }

  public ClaimReading callOff() throws IOException {
    return store.claims().callOff(bundle());
  }

  public InputFiles input() {
    return store.input();
  }

  public void sample(OutputSample sample) throws IOException {
    store.times().append(bundle(), sample);
  }

  /** A write goes on under that request id, or is over. */
  public void write(String requestId, Optional<WriteRecord.Done> done) throws IOException {
    store.writes().note(bundle(), requestId, done);
  }

  public JournalReading journal() {
    return store.notices().read(bundle());
  }

  /** Adds to the journal of notices, durably; empty when it is there. A removed task has none. */
  public Optional<Refusal> note(NoticeEvent event) throws IOException {
    if (!store.records().mayBeThere(name)) {
      return Optional.of(
          Refusal.of(RefusalCode.TASK_NOT_FOUND, "task " + name.task() + " was removed", "")
              .about(name.task()));
    }
    return store.notices().append(bundle(), event);
  }

  /** Removes all of a start that was not acknowledged and of which nothing runs. */
  public void takeBack() throws IOException {
    store.deletion().takeBack(name);
  }

  /** The end is on disk; recovery needs not look at the task any more. */
  public void dropLiveMark() throws IOException {
    store.live().remove(name);
  }
}
