package dev.hob.bundle;

import dev.hob.bundle.RecordReading.ProcessClue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a process in a record that cannot be read as one: as long as that process lives, the
 * file must stay where it is.
 *
 * <p>It looks for the bytes of the fields, for the damage may be anywhere before them. A quote
 * within a JSON string has a backslash before it, so a command cannot pass for a field.
 */
final class ProcessClues {
  private static final Pattern PID =
      Pattern.compile("(?<!\\\\)\"child_pid\"\\s*:\\s*([0-9]{1,10})");
  private static final Pattern START =
      Pattern.compile("(?<!\\\\)\"process_start\"\\s*:\\s*\"([^\"\\\\]{1,200})\"");

  private ProcessClues() {}

  static Optional<ProcessClue> in(byte[] damaged) {
    String text = new String(damaged, StandardCharsets.ISO_8859_1);
    Optional<String> start = first(START, text);
    return first(PID, text).map(pid -> new ProcessClue(Long.parseLong(pid), start));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
