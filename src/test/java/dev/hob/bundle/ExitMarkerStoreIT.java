package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.CaptureStream;
import dev.hob.model.ExitMarker;
import dev.hob.model.Outcome;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Markers as a real shell writes them. */
@Tag("smoke")
class ExitMarkerStoreIT {
  private static final BundleName T1 = TestStore.name("t1");

  private final BundleStore store;

  ExitMarkerStoreIT(@TempDir Path temp) throws IOException {
    store = TestStore.in(temp);
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    store.captures().create(store.bundle(T1), Set.of(CaptureStream.STDOUT));
  }

  @Test
  void blanksSayNothing() throws IOException {
    assertEquals(64, Files.size(store.bundle(T1).exitMarker()));
    assertEquals(new MarkerReading.None(), read(5));
  }

  @Test
  void aShellWritesOverTheBlanksInPlace() throws Exception {
    sh("(exit 7); printf '%s\\n' \"$?\" 1<> \"$1\"");

    assertEquals(Outcome.Exited.with(7), found(5).marker().outcome());
    assertEquals(64, Files.size(store.bundle(T1).exitMarker()));
  }

  @Test
  void anOlderWrappersMarkerIsAFileOfItsOwn() throws Exception {
    Files.delete(store.bundle(T1).exitMarker());
    sh("printf 3 > \"$1\"");

    assertEquals(Outcome.Exited.with(3), found(4).marker().outcome());
    assertEquals(new MarkerReading.None(), read(5), "version 5 wants a whole line");
  }

  @Test
  void withoutItsOwnWordTheFilesTimeIsTheFinishTime() throws Exception {
    sh("printf '0\\n' 1<> \"$1\"");
    Instant then = Instant.ofEpochSecond(1_700_000_123);
    Files.setLastModifiedTime(store.bundle(T1).exitMarker(), FileTime.from(then));

    assertEquals(then, found(5).finishedAt());
  }

  @Test
  void killedIsWrittenOnlyWhereNothingStands() throws Exception {
    MarkerReading first = store.markers().markKilled(store.bundle(T1), 5, SampleTasks.END);

    assertEquals(
        new MarkerReading.Found(
            new ExitMarker.Killed(Optional.of(SampleTasks.END)), SampleTasks.END),
        first);
    assertEquals(64, Files.size(store.bundle(T1).exitMarker()));
  }

  @Test
  void killedNeverStandsInThePlaceOfTheWrappersWord() throws Exception {
    sh("printf '5\\n' 1<> \"$1\"");

    MarkerReading reading = store.markers().markKilled(store.bundle(T1), 5, SampleTasks.END);

    assertEquals(Outcome.Exited.with(5), ((MarkerReading.Found) reading).marker().outcome());
  }

  @Test
  void whatAnOlderWrapperWroteAndNobodyUnderstandsStays() throws Exception {
    sh("printf 'seven' > \"$1\"");

    assertEquals(
        new MarkerReading.None(), store.markers().markKilled(store.bundle(T1), 4, SampleTasks.END));
    assertEquals("seven", Files.readString(store.bundle(T1).exitMarker()));
  }

  @Test
  void aReaderNeverSeesHalfAMarker() throws Exception {
    Process writer =
        new ProcessBuilder(
                "sh",
                "-c",
                "for i in $(seq 300); do printf '%s\\n' 12345 1<> \"$1\"; printf '%s\\n' 54321 1<> \"$1\"; done",
                "sh",
                store.bundle(T1).exitMarker().toString())
            .start();
    while (writer.isAlive()) {
      MarkerReading reading = read(5);
      if (reading instanceof MarkerReading.Found found) {
        int code = ((Outcome.Exited) found.marker().outcome()).code();
        assertTrue(code == 12345 || code == 54321, "half a marker: " + code);
      }
    }
    assertEquals(0, writer.waitFor());
  }

  private MarkerReading read(int version) {
    return store.markers().read(store.bundle(T1), version);
  }

  private MarkerReading.Found found(int version) {
    return (MarkerReading.Found) read(version);
  }

  private void sh(String script) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", script, "sh", store.bundle(T1).exitMarker().toString())
            .inheritIO()
            .start();
    assertEquals(0, shell.waitFor());
  }
}
