package dev.hob.process.pipe;

import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.TaskId;
import dev.hob.process.pty.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be run, where, and into which files.
 *
 * @param umask octal digits; empty for hob's own
 * @param environment the command's, without the task's own marks
 */
public record PipeWish(
    TaskId task,
    String session,
    ShellText text,
    Path folder,
    Optional<String> umask,
    EnvironmentBlock environment,
    Capturing capturing,
    Files files,
    Input input,
    Optional<Alarm> alarm) {

  boolean hasTerminal() {
    return input instanceof Input.Keys;
  }

  /**
   * A shell and what it runs.
   *
   * @param script the file that is to hold it, where it is too long for an argument
   */
  public record ShellText(String shell, String command, Optional<Path> script) {

    /**
     * The command as the shell gets it, with a note of its last pipeline where bash can make one.
     */
    public String asRun(Path claim) {
      return Programs.isBash(shell) ? PipelineNote.before(command, claim) : command;
    }
  }

  /**
   * When the command is to be ended, should no hob be there to do it.
   *
   * @param sinceBoot on the boot's own clock
   * @param grace between the asking signal and the one that cannot be refused
   * @param storeLock is held while a hob is there
   */
  public record Alarm(Duration sinceBoot, Duration grace, Path storeLock) {}

  /**
   * The files of the bundle; those for output and the marker exist.
   *
   * @param stdout of a terminal: all that comes out of it
   */
  public record Files(Path claim, Path marker, Path stdout, Path stderr) {}

  /** Where the command's input comes from. */
  public sealed interface Input {

    /** Nothing, at once. */
    record Nothing() implements Input {}

    /** A file, to its end. */
    record File(Path file) implements Input {}

    /** A fifo that exists; its end comes only when it is closed by word. */
    record Fifo(Path fifo) implements Input {}

    /** A terminal of that size, for its output, too; what is typed comes through a fifo. */
    record Keys(Path fifo, Terminal.Size size) implements Input {}
  }
}
