package dev.hob.process.pipe;

import java.util.List;
import java.util.Optional;

/**
 * How the wrapper and the keepers of a task are written. They keep one contract, that of {@code
 * native-wrappers/README.md}; the forms differ in what they can see and in what they cost.
 */
sealed interface WrapperForm permits NativeForm, ScriptForm {

  /**
   * A program and how it is called.
   *
   * @param file what is run
   * @param words its arguments, of which the first is its name
   */
  record Call(String file, List<String> words) {
    public Call {
      words = List.copyOf(words);
    }

    static Call of(List<String> words) {
      return new Call(words.get(0), words);
    }
  }

  Call wrapper(PipeWish wish);

  /** What carries a stream from a pipe into a file; empty when the wrapper sees to that. */
  Optional<Call> pump(PipeWish wish, String stream);

  /** What holds an input open; it carries nothing. */
  Optional<Call> holder(PipeWish wish);

  /** What holds a terminal's master, which is its stdin, and carries both ways. */
  Call terminalKeeper(TerminalFiles files);

  /** Whether streams can be pumped, and inputs held open. */
  boolean canKeep();

  /** The command's own shell and its arguments. */
  static List<String> shellCommand(PipeWish wish) {
    String shell = wish.text().shell();
    if (wish.text().script().isPresent()) {
      return List.of(shell, wish.text().script().get().toString());
    }
    return List.of(shell, "-c", wish.text().asRun(wish.files().claim()));
  }
}
