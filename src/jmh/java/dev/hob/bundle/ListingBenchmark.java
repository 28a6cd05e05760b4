package dev.hob.bundle;

import dev.hob.model.SampleTasks;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a look at 10,000 bundles in 20 sessions costs, beside the bare reading of the same files.
 *
 * <p>Supports the rule that recovery reads {@code live/} and not every record.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class ListingBenchmark {
  private static final int SESSIONS = 20;
  private static final int BUNDLES = 10_000;

  private final BenchmarkFolder folder = BenchmarkFolder.make();
  private final BundleStore store = TestStore.in(folder.path());

  @Setup
  public void fill() throws IOException {
    for (int i = 0; i < BUNDLES; i++) {
      SessionKey session = new SessionKey("session " + i % SESSIONS);
      store.records().create(SampleTasks.accepted("t" + i, session)).orElseThrow();
    }
  }

  @TearDown
  public void removeAll() throws IOException {
    folder.remove();
  }

  @Benchmark
  public int listNames() throws IOException {
    return store.folders().bundles().bundles().size();
  }

  @Benchmark
  public int listAndReadRecords() throws IOException {
    int found = 0;
    for (Bundle bundle : store.folders().bundles().bundles()) {
      found += store.records().read(bundle) instanceof RecordReading.Found ? 1 : 0;
    }
    return found;
  }

  @Benchmark
  public long readBareFiles() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder.path().resolve("store/bash-tasks"))) {
      List<Path> records = files.filter(file -> file.toString().endsWith(".json")).toList();
      for (Path file : records) {
        bytes += Files.readAllBytes(file).length;
      }
    }
    return bytes;
  }

  @Benchmark
  public int listLiveMarks() throws IOException {
    return store.live().list().size();
  }
}
