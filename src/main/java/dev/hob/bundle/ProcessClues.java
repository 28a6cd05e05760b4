package dev.hob.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hob.bundle.RecordReading.ProcessClue;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a process in a record that cannot be read as one: as long as that process lives, the
 * file must stay where it is.
 */
final class ProcessClues {
  private static final String PID = "child_pid";
  private static final String START = "process_start";

  private ProcessClues() {}

  static Optional<ProcessClue> in(byte[] damaged) {
    Map<String, String> seen = new HashMap<>();
    try (JsonParser parser = JsonText.parser(damaged)) {
      collect(parser, seen);
    } catch (IOException e) {
      // It breaks off or turns into nonsense here: what stood before is all there is.
    }
    return Optional.ofNullable(seen.get(PID))
        .map(pid -> new ProcessClue(Long.parseLong(pid), Optional.ofNullable(seen.get(START))));
  }

  private static void collect(JsonParser parser, Map<String, String> seen) throws IOException {
    int depth = 0;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (depth == 1) {
        note(parser, token, seen);
      }
    }
  }

  private static void note(JsonParser parser, JsonToken token, Map<String, String> seen)
      throws IOException {
    String name = parser.currentName();
    if (PID.equals(name) && token == JsonToken.VALUE_NUMBER_INT) {
      seen.put(PID, Long.toString(parser.getLongValue()));
    } else if (START.equals(name) && token == JsonToken.VALUE_STRING) {
      seen.put(START, parser.getText());
    }
  }
}
