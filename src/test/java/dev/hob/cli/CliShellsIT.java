package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.testing.NotRun;
import dev.hob.testing.Seeded;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hob writes for shells, read by these shells. */
class CliShellsIT {
  private static final List<String> PIECES =
      List.of(
          "a", "'", "\"", "\\", "\n", " ", "$x", "`", "ü", "🐙", "~", "=", "%1", "{", "}", "*", "!",
          "#", "-", "(", ";", "&", "|", "<", "time", "if", "\t", "\r", "[", "@", "+", ":");

  @TempDir Path temp;

  private static boolean isThere(String shell) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, shell))) {
        return true;
      }
    }
    NotRun.because("CliShellsIT", "there is no " + shell);
    return false;
  }

  /** What the command prints; it must end well. */
  private String ran(String... command) throws IOException, InterruptedException {
    Path out = temp.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int status = process.waitFor();
    String text = Files.readString(out);
    assertEquals(0, status, text);
    return text;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "dash", "zsh"})
  void aQuotedVectorGivesBackItsWords(String shell) throws IOException, InterruptedException {
    if (!isThere(shell)) {
      return;
    }
    List<String> words = new ArrayList<>(List.of("printf", "<%s>"));
    StringBuilder expected = new StringBuilder();
    Seeded random = Seeded.fresh();
    for (int i = 0; i < 300; i++) {
      String word = word(random);
      words.add(word);
      expected.append('<').append(word).append('>');
    }
    Path script = temp.resolve("script");
    Files.writeString(script, Quoting.command(words));

    assertEquals(expected.toString(), ran(shell, script.toString()));
  }

  private static String word(Seeded random) {
    StringBuilder word = new StringBuilder();
    for (int length = random.below(4); length > 0; length--) {
      word.append(random.of(PIECES));
    }
    return word.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void aShellCanReadItsCompletions(String shell) throws IOException, InterruptedException {
    if (isThere(shell)) {
      ran(shell, "-n", completions(shell).toString());
    }
  }

  @Test
  void bashCompletesVerbsAndFlags() throws IOException, InterruptedException {
    if (!isThere("bash")) {
      return;
    }
    String ask =
        "source "
            + completions("bash")
            + "\ncompopt() { :; }\nCOMP_WORDS=(hob run --idle) COMP_CWORD=2 COMP_LINE='hob run --idle'\n"
            + "_complete_hob\necho \"${COMPREPLY[@]}\"\n"
            + "COMP_WORDS=(hob compl) COMP_CWORD=1\n"
            + "_complete_hob\necho \"${COMPREPLY[@]}\"\n";
    Path script = temp.resolve("ask");
    Files.writeString(script, ask);

    assertEquals("--idle-timeout\ncompletions\n", ran("bash", script.toString()));
  }

  private Path completions(String shell) throws IOException {
    Path file = temp.resolve("completions." + shell);
    Files.write(file, new Cli().run("completions", shell).out().getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
