package dev.hob.bundle;

import dev.hob.model.Result;
import dev.hob.model.SampleTasks;
import dev.hob.model.TaskId;
import dev.hob.model.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
 * The durable writes in turns, one of each a round: a shared disk is twice as slow a minute later,
 * so only what alternates can be compared. The medians and their ratios are printed at the end of a
 * fork; the score itself is the time of a whole round.
 *
 * <p>Supports docs/decisions/0001 and the budget of a start, as RecordStoreBenchmark does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PairedWritesBenchmark {
  private static final BundleName CHANGED = TestStore.name("changed");

  private final BenchmarkFolder folder = BenchmarkFolder.make();
  private final BundleStore exchanging = TestStore.in(folder.path().resolve("exchanging"));
  private final BundleStore renaming =
      TestStore.in(
          folder.path().resolve("renaming"), new Disk(DiskProbe.NONE, NameExchange.missing()));
  private final BareCalls bare =
      new BareCalls(RecordCodec.encode(StoredRecord.of(SampleTasks.running("t0"))));
  private final AtomicFile files = new AtomicFile(TestStore.disk(), TestStore.PID);
  private final Path barePlace = folder.path();
  private Path bareMarks = folder.path();
  private final Map<Write, List<Long>> nanos = new EnumMap<>(Write.class);
  private final List<Write> order = new ArrayList<>(List.of(Write.values()));

  /** A fixed order would let each write pay for what the one before it left to the disk. */
  private final Random random = new Random(1);

  private long next;

  /** What takes turns. */
  private enum Write {
    /** A task's first record, with its live mark and the looks whether its id is free. */
    CREATE_TASK,
    /** The record's file alone. */
    CREATE_RECORD,
    BARE_CREATE,
    /** The bare calls, and an empty file in another folder, as the live mark is. */
    BARE_CREATE_WITH_MARK,
    UPDATE,
    UPDATE_BY_RENAME,
    BARE_EXCHANGE,
    BARE_RENAME
  }

  @Setup
  public void oneRecordToChange() throws IOException {
    for (BundleStore store : List.of(exchanging, renaming)) {
      store.records().create(SampleTasks.running("changed")).orElseThrow();
    }
    bareMarks = folder.newFolder("marks");
    bare.create(barePlace, "exchanged.json");
    bare.create(barePlace, "renamed.json");
    for (Write write : Write.values()) {
      nanos.put(write, new ArrayList<>());
    }
  }

  /** The last iteration counts; those before it warm up. */
  @Setup(Level.Iteration)
  public void forget() {
    nanos.values().forEach(List::clear);
  }

  @Benchmark
  public void oneOfEach() throws IOException {
    next++;
    Collections.shuffle(order, random);
    for (Write write : order) {
      long start = System.nanoTime();
      perform(write);
      of(write).add(System.nanoTime() - start);
    }
  }

  private void perform(Write write) throws IOException {
    switch (write) {
      case CREATE_TASK ->
          exchanging
              .records()
              .create(SampleTasks.running(TaskId.ofBits(next).value()))
              .orElseThrow();
      case CREATE_RECORD -> {
        TaskRecord record = SampleTasks.running(TaskId.ofBits(next).value());
        files.create(
            barePlace.resolve(record.id() + ".json"),
            record.id().value(),
            RecordCodec.encode(StoredRecord.of(record)));
      }
      case BARE_CREATE -> bare.create(barePlace, next + ".json");
      case BARE_CREATE_WITH_MARK -> {
        bare.createEmpty(bareMarks, "" + next);
        bare.create(barePlace, next + "-marked.json");
      }
      case UPDATE -> update(exchanging);
      case UPDATE_BY_RENAME -> update(renaming);
      case BARE_EXCHANGE -> bare.exchange(barePlace, "exchanged.json");
      case BARE_RENAME -> bare.overwrite(barePlace, "renamed.json");
    }
  }

  private void update(BundleStore store) throws IOException {
    String label = "label-" + next;
    store
        .records()
        .update(CHANGED, record -> Result.ok(record.with(record.remains().withLabel(label))))
        .orElseThrow();
  }

  @TearDown
  public void tellMediansAndRemoveAll() throws IOException {
    System.out.println();
    for (Write write : Write.values()) {
      System.out.printf(
          "%-21s median %6.0f us of %d%n", write, median(write) / 1e3, of(write).size());
    }
    tellRatio(Write.CREATE_RECORD, Write.BARE_CREATE);
    tellRatio(Write.CREATE_TASK, Write.BARE_CREATE_WITH_MARK);
    tellRatio(Write.CREATE_TASK, Write.BARE_CREATE);
    tellRatio(Write.UPDATE, Write.BARE_EXCHANGE);
    tellRatio(Write.UPDATE_BY_RENAME, Write.BARE_RENAME);
    tellRatio(Write.BARE_RENAME, Write.BARE_EXCHANGE);
    tellRatio(Write.UPDATE_BY_RENAME, Write.UPDATE);
    folder.remove();
  }

  private void tellRatio(Write one, Write other) {
    System.out.printf("%s / %s = %.2f%n", one, other, median(one) / median(other));
  }

  private List<Long> of(Write write) {
    return Objects.requireNonNull(nanos.get(write));
  }

  private double median(Write write) {
    List<Long> sorted = new ArrayList<>(of(write));
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
