package dev.hob.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

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
    Capturing capturing,
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
        Capturing.NOT_RECORDED,
        EnvironmentChanges.NONE);
  }

  /** Pipes, or a terminal of its own and the size it was opened with. */
  public record Terminal(boolean isPty, OptionalInt rows, OptionalInt cols) {
    public static final Terminal PIPES =
        new Terminal(false, OptionalInt.empty(), OptionalInt.empty());

    /** More rows or columns no terminal has. */
    public static final int MOST = 9999;

    /** What is said of its size can be so. */
    public boolean hasSaneSize() {
      return IntStream.of(rows.orElse(1), cols.orElse(1)).allMatch(it -> it >= 1 && it <= MOST);
    }

    public static Terminal pty(int rows, int cols) {
      return new Terminal(true, OptionalInt.of(rows), OptionalInt.of(cols));
    }
  }

  /**
   * How the output reaches its files.
   *
   * @param merged stderr goes where stdout goes, in exact order
   * @param ways absent in older records, and for a terminal
   */
  public record Capturing(boolean merged, Optional<Ways> ways) {
    public static final Capturing NOT_RECORDED = new Capturing(false, Optional.empty());

    public static Capturing of(Way stdout, Way stderr) {
      return new Capturing(false, Optional.of(new Ways(stdout, stderr)));
    }

    public static Capturing merged(Way way) {
      return new Capturing(true, Optional.of(new Ways(way, way)));
    }
  }

  /** One way for each stream; the same for both when they are merged. */
  public record Ways(Way stdout, Way stderr) {}

  /**
   * A file that is somebody's stdout can be truncated by that somebody ({@code > /dev/stdout} opens
   * it anew), a pipe cannot.
   */
  public enum Way {
    /** The command writes into the file: nothing is in between, and it can be truncated. */
    DIRECT("direct"),
    /** The command writes into a pipe, and a keeper appends to the file. */
    PUMPED("pumped");

    private final String word;

    Way(String word) {
      this.word = word;
    }

    public String word() {
      return word;
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
