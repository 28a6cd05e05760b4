package dev.hob.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is run, and in what surroundings.
 *
 * @param shell the shell that was chosen, before it was accepted; absent in older records
 * @param umask the client's, as octal digits
 */
public record CommandSpec(
    String command,
    Terminal terminal,
    String workdir,
    Optional<String> shell,
    Optional<String> umask,
    Stdin stdin,
    boolean mergeStderr,
    EnvironmentChanges environment) {

  /** A command in a folder, with pipes and nothing else said. */
  public static CommandSpec of(String command, String workdir) {
    return new CommandSpec(
        command,
        Terminal.PIPES,
        workdir,
        Optional.empty(),
        Optional.empty(),
        Stdin.NULL,
        false,
        EnvironmentChanges.NONE);
  }

  /** Pipes, or a terminal of its own and the size it was opened with. */
  public record Terminal(boolean isPty, OptionalInt rows, OptionalInt cols) {
    public static final Terminal PIPES =
        new Terminal(false, OptionalInt.empty(), OptionalInt.empty());

    public static Terminal pty(int rows, int cols) {
      return new Terminal(true, OptionalInt.of(rows), OptionalInt.of(cols));
    }
  }

  /** Where the command's standard input comes from. */
  public enum Stdin {
    NULL("null"),
    BYTES("bytes"),
    FILE("file"),
    OPEN("open");

    private final String word;

    Stdin(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * What the caller changed in the environment; the inherited one is never stored.
   *
   * @param set without the values of declared secrets
   */
  public record EnvironmentChanges(Map<String, String> set, List<String> unset) {
    public static final EnvironmentChanges NONE = new EnvironmentChanges(Map.of(), List.of());

    public EnvironmentChanges {
      set = Map.copyOf(set);
      unset = List.copyOf(unset);
    }
  }
}
