package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.ExitMarker;
import dev.hob.model.Outcome;
import dev.hob.model.SampleTasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExitMarkerCodecTest {
  static List<String> rows() throws IOException {
    return Files.readAllLines(Fixtures.ROOT.resolve("markers/markers.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachMarkerMeansWhatTheTableSays(String row) {
    int first = row.indexOf('|');
    int last = row.lastIndexOf('|');
    int version = Integer.parseInt(row.substring(0, first).strip());
    String content = row.substring(first + 2, last - 1).translateEscapes();

    Optional<ExitMarker> marker =
        ExitMarkerCodec.decode(content.getBytes(StandardCharsets.UTF_8), version);

    assertEquals(
        row.substring(last + 1).strip(), marker.map(ExitMarkerCodecTest::shown).orElse("none"));
  }

  @Test
  void blanksAreNoMarkerAndAllThatIsWrittenFitsOverThem() {
    assertTrue(ExitMarkerCodec.decode(ExitMarkerCodec.blank(), 5).isEmpty());
    assertTrue(ExitMarkerCodec.killed(SampleTasks.END).length < ExitMarkerCodec.BLANKS);
  }

  @Test
  void bytesThatAreNotTextAreNoMarker() {
    assertTrue(ExitMarkerCodec.decode(new byte[] {(byte) 0xff, '\n'}, 5).isEmpty());
    assertTrue(ExitMarkerCodec.decode(new byte[64], 5).isEmpty());
  }

  @Test
  void aMarkerOfMoreThan4KiBIsNone() {
    byte[] longest = new byte[4096];
    Arrays.fill(longest, (byte) ' ');
    longest[0] = '7';
    longest[1] = '\n';

    assertTrue(ExitMarkerCodec.decode(longest, 5).isPresent());
    assertTrue(ExitMarkerCodec.decode(Arrays.copyOf(longest, 4097), 5).isEmpty());
  }

  private static String shown(ExitMarker marker) {
    if (marker instanceof ExitMarker.Killed) {
      return "killed" + at(marker);
    }
    ExitMarker.Wrote wrote = (ExitMarker.Wrote) marker;
    String cpu =
        wrote.used().user().map(it -> " user " + it.toMillis()).orElse("")
            + wrote.used().system().map(it -> " sys " + it.toMillis()).orElse("")
            + peak(wrote.used().peakMemoryBytes())
            + (wrote.byDeadline() ? " deadline" : "");
    return shown(wrote.outcome()) + at(marker) + cpu;
  }

  private static String peak(OptionalLong bytes) {
    return bytes.isPresent() ? " peak " + bytes.getAsLong() : "";
  }

  private static String at(ExitMarker marker) {
    return marker.finishedAt().map(it -> " at " + it.toEpochMilli()).orElse("");
  }

  private static String shown(Outcome outcome) {
    return outcome.fold(
        exited ->
            "exited "
                + exited.code()
                + (exited.certainty() == Outcome.Certainty.MAYBE_SIGNAL ? " maybe_signal" : ""),
        signaled -> "signaled " + signaled.signal() + (signaled.coreDumped() ? " core" : ""),
        neverStarted -> "never started",
        lost -> "lost");
  }
}
