package dev.hob.cli;

import dev.hob.model.EnvironmentBlock;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One call of the command, as its launcher saw it.
 *
 * @param arguments without the program's own name
 * @param folder absolute: where the call was made
 * @param environment of the caller
 * @param umask octal digits
 * @param pid the process that makes the call; absent where that is not known
 * @param callId the same when the launcher sends the same call once more
 */
public record Invocation(
    List<String> arguments,
    String folder,
    EnvironmentBlock environment,
    Terminal terminal,
    Optional<String> umask,
    Input stdin,
    OptionalLong pid,
    String callId) {
  public Invocation {
    arguments = List.copyOf(arguments);
  }

  /**
   * Which of the caller's streams are terminals.
   *
   * @param columns how wide it is; zero where that is not known
   */
  public record Terminal(boolean stdin, boolean stdout, boolean stderr, int columns) {
    public static final Terminal NONE = new Terminal(false, false, false, 0);
  }

  /** The caller's standard input. */
  @FunctionalInterface
  public interface Input {
    Input NONE = Optional::empty;

    /** Empty where the launcher has not sent it: only some verbs ask for it. */
    Optional<InputStream> open() throws IOException;
  }
}
