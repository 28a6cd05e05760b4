package dev.hob.process.pty;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.Shown;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a terminal sends when a key is pressed, as xterm has it. A key is a character or a name,
 * with {@code ctrl-}, {@code alt-} and {@code shift-} before it in any order.
 */
public final class Keys {
  private static final String ESCAPE = "\u001b";

  /** How one of the keys that have no character is told. */
  private sealed interface Code {

    /** A character, which knows no modifiers but alt. */
    record Plain(String sent) implements Code {}

    /** {@code ESC [ final}, or with modifiers {@code ESC [ 1 ; m final}. */
    record Lettered(String before, char last) implements Code {}

    /** {@code ESC [ number ~}, or with modifiers {@code ESC [ number ; m ~}. */
    record Numbered(int number) implements Code {}
  }

  private static final Map<String, Code> NAMED = named();

  private static final Map<String, String> ALSO =
      Map.of(
          "return", "enter",
          "esc", "escape",
          "pageup", "page-up",
          "pagedown", "page-down",
          "pgup", "page-up",
          "pgdn", "page-down",
          "del", "delete",
          "ins", "insert");

  private Keys() {}

  private static Map<String, Code> named() {
    Map<String, Code> all = new LinkedHashMap<>();
    all.put("enter", new Code.Plain("\r"));
    all.put("tab", new Code.Plain("\t"));
    all.put("space", new Code.Plain(" "));
    all.put("backspace", new Code.Plain("\u007f"));
    all.put("escape", new Code.Plain(ESCAPE));
    all.put("up", new Code.Lettered("[", 'A'));
    all.put("down", new Code.Lettered("[", 'B'));
    all.put("right", new Code.Lettered("[", 'C'));
    all.put("left", new Code.Lettered("[", 'D'));
    all.put("home", new Code.Lettered("[", 'H'));
    all.put("end", new Code.Lettered("[", 'F'));
    all.put("page-up", new Code.Numbered(5));
    all.put("page-down", new Code.Numbered(6));
    all.put("insert", new Code.Numbered(2));
    all.put("delete", new Code.Numbered(3));
    for (int i = 1; i <= 4; i++) {
      all.put("f" + i, new Code.Lettered("O", (char) ('P' + i - 1)));
    }
    int[] numbers = {15, 17, 18, 19, 20, 21, 23, 24};
    for (int i = 0; i < numbers.length; i++) {
      all.put("f" + (i + 5), new Code.Numbered(numbers[i]));
    }
    return all;
  }

  /** Held while a key is pressed. */
  private enum Modifier {
    SHIFT("shift", 1),
    ALT("alt", 2),
    CTRL("ctrl", 4);

    private final String word;
    private final int weight;

    Modifier(String word, int weight) {
      this.word = word;
      this.weight = weight;
    }
  }

  /** All of them, one after the other. */
  public static Result<byte[]> pressed(List<String> names) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (String name : names) {
      Optional<String> key = pressed(name);
      if (key.isEmpty()) {
        return Result.refused(unknown(name));
      }
      sent.writeBytes(key.get().getBytes(StandardCharsets.UTF_8));
    }
    return Result.ok(sent.toByteArray());
  }

  private static Refusal unknown(String name) {
    return Refusal.of(
        RefusalCode.UNKNOWN_KEY,
        "there is no key " + Shown.text(name),
        "keys are single characters and "
            + String.join(", ", NAMED.keySet())
            + ", with ctrl-, alt- and shift- before them");
  }

  private static Optional<String> pressed(String name) {
    Set<Modifier> held = EnumSet.noneOf(Modifier.class);
    String key = name;
    for (Optional<Modifier> next = first(key); next.isPresent(); next = first(key)) {
      held.add(next.get());
      key = key.substring(next.get().word.length() + 1);
    }
    String lower = key.toLowerCase(Locale.ROOT);
    Code code = NAMED.get(ALSO.getOrDefault(lower, lower));
    if (code != null) {
      return named(code, held);
    }
    boolean single = !key.isEmpty() && key.codePointCount(0, key.length()) == 1;
    return single ? character(key, held) : Optional.empty();
  }

  /** A modifier stands before a key, and a minus alone is one. */
  private static Optional<Modifier> first(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    for (Modifier each : Modifier.values()) {
      if (lower.startsWith(each.word + "-") && key.length() > each.word.length() + 1) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> named(Code code, Set<Modifier> held) {
    if (code instanceof Code.Plain plain) {
      return plain(plain.sent(), held);
    }
    int modifiers = 1 + held.stream().mapToInt(it -> it.weight).sum();
    if (code instanceof Code.Lettered letter) {
      return Optional.of(
          held.isEmpty()
              ? ESCAPE + letter.before() + letter.last()
              : ESCAPE + "[1;" + modifiers + letter.last());
    }
    int number = ((Code.Numbered) code).number();
    return Optional.of(
        held.isEmpty()
            ? ESCAPE + "[" + number + "~"
            : ESCAPE + "[" + number + ";" + modifiers + "~");
  }

  private static Optional<String> plain(String sent, Set<Modifier> held) {
    String alt = held.contains(Modifier.ALT) ? ESCAPE : "";
    if (held.contains(Modifier.SHIFT)) {
      return sent.equals("\t") ? Optional.of(alt + ESCAPE + "[Z") : Optional.empty();
    }
    if (!held.contains(Modifier.CTRL)) {
      return Optional.of(alt + sent);
    }
    return switch (sent) {
      case " " -> Optional.of(alt + "\0");
      case "\u007f" -> Optional.of(alt + "\b");
      default -> Optional.empty();
    };
  }

  private static Optional<String> character(String key, Set<Modifier> held) {
    String alt = held.contains(Modifier.ALT) ? ESCAPE : "";
    if (held.contains(Modifier.CTRL)) {
      return control(key.charAt(0), held.contains(Modifier.SHIFT)).map(it -> alt + it);
    }
    return Optional.of(alt + (held.contains(Modifier.SHIFT) ? key.toUpperCase(Locale.ROOT) : key));
  }

  private static Optional<String> control(char key, boolean shift) {
    char upper = Character.toUpperCase(key);
    if (upper >= '@' && upper <= '_' && !shift) {
      return Optional.of(String.valueOf((char) (upper - '@')));
    }
    return switch (key) {
      case '/' -> Optional.of("\u001f");
      case '?' -> Optional.of("\u007f");
      default -> Optional.empty();
    };
  }
}
