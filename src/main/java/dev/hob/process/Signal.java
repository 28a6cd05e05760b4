package dev.hob.process;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A signal by its number; Linux's numbers, where platforms differ. */
public record Signal(int number) {
  public static final Signal TERM = new Signal(15);
  public static final Signal KILL = new Signal(9);
  public static final Signal CONT = new Signal(18);
  private static final int HIGHEST = 64;

  private static final Map<String, Integer> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("HUP", 1),
              Map.entry("INT", 2),
              Map.entry("QUIT", 3),
              Map.entry("ABRT", 6),
              Map.entry("KILL", 9),
              Map.entry("USR1", 10),
              Map.entry("SEGV", 11),
              Map.entry("USR2", 12),
              Map.entry("PIPE", 13),
              Map.entry("ALRM", 14),
              Map.entry("TERM", 15),
              Map.entry("CONT", 18),
              Map.entry("STOP", 19),
              Map.entry("TSTP", 20),
              Map.entry("WINCH", 28)));

  public Signal {
    if (number < 1 || number > HIGHEST) {
      throw new IllegalArgumentException("no signal: " + number);
    }
  }

  /** {@code TERM}, {@code SIGTERM}, {@code term} or {@code 15}. */
  public static Result<Signal> parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    Integer number = NAMES.get(name.startsWith("SIG") ? name.substring("SIG".length()) : name);
    if (number != null) {
      return Result.ok(new Signal(number));
    }
    if (text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= HIGHEST) {
      return Result.ok(new Signal(Integer.parseInt(text)));
    }
    return Result.refused(
        Refusal.of(
            RefusalCode.BAD_REQUEST,
            "no signal " + Shown.text(text),
            "one of " + String.join(", ", NAMES.keySet()) + ", or a number from 1 to " + HIGHEST));
  }
}
