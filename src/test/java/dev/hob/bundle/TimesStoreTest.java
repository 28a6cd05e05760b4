package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.model.OutputSample;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples come back as they were written, whatever happened to the end of the file. */
class TimesStoreTest {
  private static final BundleName T1 = TestStore.name("t1");

  @TempDir private Path temp;
  private TimesStore times;
  private Bundle bundle;

  @BeforeEach
  void open() throws IOException {
    BundleStore store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    times = store.times();
    bundle = store.bundle(T1);
  }

  private static OutputSample sample(int i) {
    return new OutputSample(Instant.ofEpochMilli(1_700_000_000_000L + i), 1L << i, i);
  }

  @Test
  void samplesComeBackInTheirOrder() throws IOException {
    List<OutputSample> written = new ArrayList<>();
    assertEquals(List.of(), times.read(bundle));
    for (int i = 0; i < 60; i++) {
      times.append(bundle, sample(i));
      written.add(sample(i));
    }

    assertEquals(written, times.read(bundle));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle.times())));
  }

  @Test
  void aTornEndNeverHappenedAndIsWrittenOver() throws IOException {
    times.append(bundle, sample(1));
    Files.write(bundle.times(), new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
    assertEquals(List.of(sample(1)), times.read(bundle));

    times.append(bundle, sample(2));

    assertEquals(List.of(sample(1), sample(2)), times.read(bundle));
  }

  @Test
  void aTornHeaderIsWrittenAgain() throws IOException {
    Files.write(bundle.times(), "hobt".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(List.of(), times.read(bundle));

    times.append(bundle, sample(3));

    assertEquals(List.of(sample(3)), times.read(bundle));
  }

  @Test
  void aFileOfAnotherVersionSaysNothing() throws IOException {
    times.append(bundle, sample(1));
    byte[] content = Files.readAllBytes(bundle.times());
    content[11]++;
    Files.write(bundle.times(), content);

    assertEquals(List.of(), times.read(bundle));
  }
}
