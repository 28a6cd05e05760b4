package dev.hob.engine;

import dev.hob.model.Outcome;
import dev.hob.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command whose end and output are known beforehand.
 *
 * @param lines how many lines it prints to each stream
 * @param pauseMillis how long it runs
 * @param end the last thing it does
 */
record Load(int lines, int pauseMillis, String end, Outcome outcome, Optional<Duration> timeout) {

  static List<Load> of(long seed, int count) {
    Seeded random = Seeded.of(seed ^ 0x5eed);
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      loads.add(one(random));
    }
    return loads;
  }

  private static Load one(Seeded random) {
    int lines = random.of(0, 1, 10, 2000);
    int pause = random.of(0, 0, 5, 30, 100, 300);
    return switch (random.below(5)) {
      case 0 ->
          new Load(lines, pause, "kill -9 $$", new Outcome.Signaled(9, false), Optional.empty());
      case 1 ->
          new Load(
              lines,
              pause,
              "sleep 60",
              new Outcome.Signaled(15, false),
              Optional.of(Duration.ofMillis(pause + 150L)));
      case 2 ->
          new Load(
              lines, pause, "sleep 0.05 & exit 137", Outcome.Exited.with(137), Optional.empty());
      default -> {
        int code = random.of(0, 1, 7, 255);
        yield new Load(lines, pause, "exit " + code, Outcome.Exited.with(code), Optional.empty());
      }
    };
  }

  /** Its first act is to leave a line with the witness: a command that ran twice left two. */
  String command(Path witness) {
    return "echo ran >> '"
        + witness
        + "'; i=0; while [ $i -lt "
        + lines
        + " ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; sleep "
        + pauseMillis / 1000.0
        + "; "
        + end;
  }

  String stream(String word) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(word).append(' ').append(i).append('\n');
    }
    return text.toString();
  }
}
