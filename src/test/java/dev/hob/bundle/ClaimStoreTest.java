package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may decide about a start. */
class ClaimStoreTest {
  @TempDir private Path temp;

  private BundleStore store() throws IOException {
    BundleStore store = TestStore.in(WriteScenario.folder(temp, "s"));
    store.records().create(SampleTasks.running("t1")).orElseThrow();
    return store;
  }

  @Test
  void theFirstOneDecidesAndTheSecondIsTold() throws IOException {
    BundleStore store = store();
    Bundle bundle = store.bundle(TestStore.name("t1"));

    assertEquals(new ClaimReading.None(), store.claims().read(bundle));
    assertEquals(new ClaimReading.CalledOff(), store.claims().callOff(bundle));
    assertEquals(new ClaimReading.CalledOff(), store.claims().callOff(bundle));
    Files.writeString(bundle.claim(), "run 77\n");
    assertEquals(
        new ClaimReading.Run(77, ClaimReading.Remarks.NONE), store.claims().callOff(bundle));
  }

  @Test
  void eachContentHasItsMeaning() {
    Map<String, Object> meanings =
        Map.ofEntries(
            Map.entry("", new ClaimReading.Unfinished()),
            Map.entry("run 4", new ClaimReading.Unfinished()),
            Map.entry("void", new ClaimReading.Unfinished()),
            Map.entry("void\n", new ClaimReading.CalledOff()),
            Map.entry("run 42\n", run(List.of(), List.of())),
            Map.entry("run 42\nKilled\n", run(List.of(), List.of())),
            Map.entry("run 42\npipe 1 0\npipe 0 141\n", run(List.of(0, 141), List.of())),
            Map.entry("run 42\nlost stderr\nlost stderr\n", run(List.of(), List.of("stderr"))),
            Map.entry("run 42\npipe 1", run(List.of(), List.of())));

    meanings.forEach(
        (content, meaning) ->
            assertEquals(
                meaning, ClaimCodec.decode(content.getBytes(StandardCharsets.UTF_8)), content));
    for (String strange :
        List.of("run\n", "run 0\n", "run -1\n", "run 12345678901\n", "x\n", "\n")) {
      assertTrue(
          ClaimCodec.decode(strange.getBytes(StandardCharsets.UTF_8))
              instanceof ClaimReading.Unreadable,
          strange);
    }
  }

  private static ClaimReading run(List<Integer> pipeline, List<String> lost) {
    return new ClaimReading.Run(42, new ClaimReading.Remarks(pipeline, lost, Optional.empty()));
  }
}
