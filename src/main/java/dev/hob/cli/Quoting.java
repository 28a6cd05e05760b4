package dev.hob.cli;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes an argument vector as shell text that gives back exactly these words. */
final class Quoting {
  /** Without {@code =}, {@code ~} and {@code %}, which mean something at a word's beginning. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@+:,./-]+");

  /** Unquoted, a shell takes these for its own grammar. */
  private static final Set<String> RESERVED =
      Set.of(
          "if",
          "then",
          "else",
          "elif",
          "fi",
          "case",
          "esac",
          "for",
          "select",
          "while",
          "until",
          "do",
          "done",
          "in",
          "function",
          "time",
          "coproc");

  private Quoting() {}

  /** One word is shell text already. */
  static String command(List<String> words) {
    return words.size() == 1
        ? words.get(0)
        : words.stream().map(Quoting::word).collect(Collectors.joining(" "));
  }

  static String word(String word) {
    return PLAIN.matcher(word).matches() && !RESERVED.contains(word)
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
