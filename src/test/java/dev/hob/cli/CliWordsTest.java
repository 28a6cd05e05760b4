package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliWordsTest {
  @Test
  void oneWordIsShellTextAsItIs() {
    assertEquals("make test | tee 'x y'", Quoting.command(List.of("make test | tee 'x y'")));
  }

  @Test
  void severalWordsAreQuotedWhereAShellWouldTouchThem() {
    List<String> words =
        List.of("printf", "%s\n", "", "it's", "a\nb", "ü", "$HOME", "a-b/c.d:e,f@g+h", "~", "A=b");

    assertEquals(
        "printf '%s\n' '' 'it'\\''s' 'a\nb' 'ü' '$HOME' a-b/c.d:e,f@g+h '~' 'A=b'",
        Quoting.command(words));
  }

  @Test
  void wordsOfTheShellsGrammarAreQuoted() {
    assertEquals("'time' ls", Quoting.command(List.of("time", "ls")));
  }

  @Test
  void whatSteersAScreenIsSpelled() {
    assertEquals(
        "a\\u001b[2J\\n\\t\\u202e\\u2028\\u009bü", Plain.line("a\u001b[2J\n\t\u202e\u2028\u009bü"));
    assertEquals("a\n\t\\u000d\\u001b", Plain.text("a\n\t\r\u001b"));
    assertEquals("\\ud83d", Plain.line("\ud83d"));
  }

  @ParameterizedTest
  @CsvSource({"abc,3", "世界,4", "🐙,2", "e\u0301,1", "ü,1"})
  void aTextIsAsWideAsATerminalShowsIt(String text, int columns) {
    assertEquals(columns, Plain.columns(text));
  }

  @ParameterizedTest
  @CsvSource({"abcdef,6,abcdef", "abcdef,5,abcd…", "世界人民,5,世界…", "世界人民,4,世…", "abc,1,…"})
  void aTextThatIsTooWideIsCut(String text, int columns, String cut) {
    assertEquals(cut, Plain.cut(text, columns));
  }
}
