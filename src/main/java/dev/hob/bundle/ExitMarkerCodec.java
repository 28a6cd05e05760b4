package dev.hob.bundle;

import dev.hob.model.ExitMarker;
import dev.hob.model.Outcome;
import dev.hob.model.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The exit marker as bytes.
 *
 * <pre>
 * line     = word *( " " key "=" value )
 * word     = "killed" | a decimal integer of 32 bits
 * key      = signal | core | maybe_signal | deadline | finished_at (Unix ms) | user_ms | sys_ms
 *          | peak_kb | anything
 * </pre>
 *
 * <p>In version 5 the file is made with 64 blanks, so that its block exists when the disk is full
 * later, and is overwritten in place: only a first line that ends in a newline counts. Older
 * wrappers wrote a file of their own, with or without a newline. Anything else is no marker.
 */
final class ExitMarkerCodec {
  static final int BLANKS = 64;
  static final int MAX_BYTES = 4 << 10;
  private static final int FIRST_IN_PLACE = 5;

  /** Of Linux; no other system has more. */
  private static final int HIGHEST_SIGNAL = 64;

  private static final String KILLED = "killed";
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,10}");
  private static final Pattern PAIR = Pattern.compile("[^ =]+=[^ ]*");

  private ExitMarkerCodec() {}

  static byte[] blank() {
    byte[] blanks = new byte[BLANKS];
    Arrays.fill(blanks, (byte) ' ');
    return blanks;
  }

  static byte[] killed(Instant at) {
    return (KILLED + " finished_at=" + at.toEpochMilli() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether nothing stands there: blanks, or in version 5 a line that was never finished. */
  static boolean isFree(byte[] bytes, int schemaVersion) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.isBlank() || (schemaVersion >= FIRST_IN_PLACE && text.indexOf('\n') < 0);
  }

  static Optional<ExitMarker> decode(byte[] bytes, int schemaVersion) {
    if (bytes.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      String text = JsonText.decode(bytes);
      return schemaVersion >= FIRST_IN_PLACE ? inPlace(text) : line(text.strip());
    } catch (DamageException e) {
      return Optional.empty();
    }
  }

  /** What follows the first line is what is left of the blanks. */
  private static Optional<ExitMarker> inPlace(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? Optional.empty() : line(text.substring(0, end).replaceFirst("\r$", ""));
  }

  private static Optional<ExitMarker> line(String line) {
    String[] words = line.split(" ", -1);
    Map<String, String> pairs = new HashMap<>();
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      if (!PAIR.matcher(word).matches()) {
        return Optional.empty();
      }
      pairs.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    try {
      return words[0].equals(KILLED)
          ? Optional.of(new ExitMarker.Killed(time(pairs)))
          : wrote(words[0], pairs);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<ExitMarker> wrote(String code, Map<String, String> pairs) {
    if (!INTEGER.matcher(code).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ExitMarker.Wrote(
            outcome(Integer.parseInt(code), pairs),
            time(pairs),
            used(pairs),
            isSet(pairs, "deadline")));
  }

  private static Outcome outcome(int code, Map<String, String> pairs) {
    String signal = pairs.get("signal");
    if (signal != null) {
      return new Outcome.Signaled(signalNumber(signal), isSet(pairs, "core"));
    }
    return new Outcome.Exited(
        code,
        isSet(pairs, "maybe_signal") ? Outcome.Certainty.MAYBE_SIGNAL : Outcome.Certainty.CERTAIN);
  }

  private static int signalNumber(String text) {
    int number = Integer.parseInt(text);
    if (number < 1 || number > HIGHEST_SIGNAL) {
      throw new NumberFormatException("no signal has the number " + text);
    }
    return number;
  }

  private static boolean isSet(Map<String, String> pairs, String key) {
    return "1".equals(pairs.get(key));
  }

  private static Optional<Instant> time(Map<String, String> pairs) {
    return Optional.ofNullable(pairs.get("finished_at"))
        .map(Long::valueOf)
        .map(Instant::ofEpochMilli);
  }

  private static Usage used(Map<String, String> pairs) {
    String peak = pairs.get("peak_kb");
    return new Usage(
        millis(pairs, "user_ms"),
        millis(pairs, "sys_ms"),
        peak == null ? OptionalLong.empty() : OptionalLong.of(kilobytes(peak)),
        OptionalInt.empty());
  }

  private static long kilobytes(String text) {
    final long most = Long.MAX_VALUE >> 10;
    return Math.min(most, Math.max(0, Long.parseLong(text))) << 10;
  }

  private static Optional<Duration> millis(Map<String, String> pairs, String key) {
    return Optional.ofNullable(pairs.get(key))
        .map(Long::valueOf)
        .map(millis -> Duration.ofMillis(Math.max(0, millis)));
  }
}
