package dev.hob.process.pty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enter|\\r",
        "Return|\\r",
        "tab|\\t",
        "shift-tab|E[Z",
        "space|\\s",
        "backspace|\\d",
        "escape|E",
        "ESC|E",
        "up|E[A",
        "down|E[B",
        "right|E[C",
        "left|E[D",
        "home|E[H",
        "end|E[F",
        "page-up|E[5~",
        "PageDown|E[6~",
        "insert|E[2~",
        "delete|E[3~",
        "f1|EOP",
        "F4|EOS",
        "f5|E[15~",
        "f6|E[17~",
        "f10|E[21~",
        "f11|E[23~",
        "f12|E[24~",
        "ctrl-c|\\3",
        "Ctrl-C|\\3",
        "ctrl-space|\\0",
        "ctrl-@|\\0",
        "ctrl-[|E",
        "ctrl-/|\\u",
        "ctrl-?|\\d",
        "ctrl-backspace|\\b",
        "alt-x|Ex",
        "alt-ü|Eü",
        "alt-enter|E\\r",
        "alt-ctrl-c|E\\3",
        "ctrl-right|E[1;5C",
        "shift-up|E[1;2A",
        "ctrl-alt-shift-left|E[1;8D",
        "alt-f1|E[1;3P",
        "shift-f5|E[15;2~",
        "ctrl-delete|E[3;5~",
        "shift-a|A",
        "-|-",
        "ctrl--|none",
        "x|x",
        "ü|ü",
        "😀|😀"
      })
  void aKeyIsWhatXtermSendsForIt(String name, String sent) {
    if (sent.equals("none")) {
      assertEquals(RefusalCode.UNKNOWN_KEY, refused(name).code());
      return;
    }
    String want =
        sent.replace("E", "\u001b")
            .replace("\\r", "\r")
            .replace("\\t", "\t")
            .replace("\\s", " ")
            .replace("\\d", "\u007f")
            .replace("\\b", "\b")
            .replace("\\0", "\0")
            .replace("\\3", "\u0003")
            .replace("\\u", "\u001f");
    assertArrayEquals(
        want.getBytes(StandardCharsets.UTF_8), Keys.pressed(List.of(name)).orElseThrow());
  }

  @Test
  void theyArePressedOneAfterTheOther() {
    assertArrayEquals(
        "\u001b[Aq\r".getBytes(StandardCharsets.UTF_8),
        Keys.pressed(List.of("up", "q", "enter")).orElseThrow());
    assertEquals(0, Keys.pressed(List.of()).orElseThrow().length);
  }

  private static Refusal refused(String name) {
    return Keys.pressed(List.of(name))
        .fold(
            it -> {
              throw new AssertionError(name + " is known");
            },
            refusal -> refusal);
  }

  @ParameterizedTest
  @CsvSource({"hello", "ctrl-hello", "f13", "f0", "shift-enter", "ctrl-", "alt-", "''", "ctrl-é"})
  void anUnknownKeyIsNamedWithThoseThatThereAre(String name) {
    Refusal refusal = refused(name);

    assertEquals(RefusalCode.UNKNOWN_KEY, refusal.code());
    assertTrue(refusal.hint().contains("page-up") && refusal.hint().contains("ctrl-"));
    assertEquals(Optional.empty(), refusal.task());
  }

  @Test
  void pastedTextCannotEndItself() {
    String sent =
        new String(
            Pasted.bytes("a\u001b[201~b".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);

    assertEquals("\u001b[200~ab\u001b[201~", sent);
  }

  @Test
  void linesAreCountedAcrossWrites() {
    assertEquals(LongLines.MOST, LongLines.unfinished(0, new byte[LongLines.MOST]));
    assertEquals(-1, LongLines.unfinished(1, new byte[LongLines.MOST]));
    assertEquals(1, LongLines.unfinished(LongLines.MOST, "\nx".getBytes(StandardCharsets.UTF_8)));
  }
}
