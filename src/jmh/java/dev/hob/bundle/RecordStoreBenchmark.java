package dev.hob.bundle;

import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a record costs beside the bare system calls of the same write, in the same run.
 *
 * <p>Supports docs/decisions/0001 (exchange of names), and the budget of a start: creating a record
 * durably may cost at most 1.3 times the bare calls.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecordStoreBenchmark {
  private static final TaskRecord SAMPLE = SampleTasks.running("t0");

  private final BenchmarkFolder folder = BenchmarkFolder.make();
  private final BundleStore exchanging = TestStore.in(folder.path().resolve("exchanging"));
  private final BundleStore renaming =
      TestStore.in(
          folder.path().resolve("renaming"), new Disk(DiskProbe.NONE, NameExchange.missing()));
  private final BareCalls bare = new BareCalls(content());
  private long next;
  private Path barePlace = folder.path();

  private static byte[] content() {
    return RecordCodec.encode(StoredRecord.of(SAMPLE));
  }

  @Setup(Level.Iteration)
  public void oneRecordToChange() throws IOException {
    next = System.nanoTime();
    barePlace = folder.newFolder("bare");
    for (BundleStore store : new BundleStore[] {exchanging, renaming}) {
      store.records().create(SampleTasks.running("changed"));
    }
    bare.create(barePlace, "changed.json");
  }

  @TearDown
  public void removeAll() throws IOException {
    folder.remove();
  }

  private String nextId() {
    return TaskId.ofBits(next++).value();
  }

  @Benchmark
  public Object createRecord() throws IOException {
    return exchanging.records().create(SampleTasks.running(nextId())).orElseThrow();
  }

  @Benchmark
  public void createByBareCalls() throws IOException {
    bare.create(barePlace, nextId() + ".json");
  }

  @Benchmark
  public Object updateRecord() throws IOException {
    return update(exchanging);
  }

  @Benchmark
  public Object updateRecordByRename() throws IOException {
    return update(renaming);
  }

  @Benchmark
  public void updateByBareExchange() throws IOException {
    bare.exchange(barePlace, "changed.json");
  }

  @Benchmark
  public void updateByBareRename() throws IOException {
    bare.overwrite(barePlace, "changed.json");
  }

  private Object update(BundleStore store) throws IOException {
    String label = "label-" + next++;
    return store
        .records()
        .update(
            TestStore.name("changed"),
            record -> Result.ok(record.with(record.remains().withLabel(label))))
        .orElseThrow();
  }

  @Benchmark
  public Object readRecord() {
    return exchanging.records().read(TestStore.name("changed"));
  }

  @Benchmark
  public Object encodeRecord() {
    return RecordCodec.encode(StoredRecord.of(SAMPLE));
  }
}
