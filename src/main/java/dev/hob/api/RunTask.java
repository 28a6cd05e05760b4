package dev.hob.api;

import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Terminal;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Ownership;
import dev.hob.model.WatchGoal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Start a command.
 *
 * @param notifyOnCompletion whether its end is told to the session
 * @param readyWhen when it counts as ready; absent where nothing decides that
 */
public record RunTask(
    Ownership ownership,
    Wish wish,
    Labels labels,
    Optional<String> label,
    Limits limits,
    boolean notifyOnCompletion,
    Optional<WatchGoal> readyWhen) {

  public RunTask(
      Ownership ownership,
      Wish wish,
      Labels labels,
      Optional<String> label,
      Limits limits,
      boolean notifyOnCompletion) {
    this(ownership, wish, labels, label, limits, notifyOnCompletion, Optional.empty());
  }

  /**
   * What is run, and in what surroundings.
   *
   * @param workdir absolute
   * @param shell a path; empty: bash where it is, else sh
   * @param umask octal digits
   * @param capturing the ways are hob's to choose where they are not named
   * @param terminal one of its own, or pipes
   */
  public record Wish(
      String command,
      String workdir,
      Optional<String> shell,
      Optional<String> umask,
      Environment environment,
      Input input,
      Capturing capturing,
      Terminal terminal) {

    public static Wish of(String command, String workdir, EnvironmentBlock environment) {
      return new Wish(
          command,
          workdir,
          Optional.empty(),
          Optional.empty(),
          new Environment(environment, Map.of(), List.of(), Set.of()),
          new Input.Nothing(),
          Capturing.NOT_RECORDED,
          Terminal.PIPES);
    }

    public Wish in(Environment changed) {
      return new Wish(command, workdir, shell, umask, changed, input, capturing, terminal);
    }

    public Wish reading(Input changed) {
      return new Wish(command, workdir, shell, umask, environment, changed, capturing, terminal);
    }

    public Wish captured(Capturing changed) {
      return new Wish(command, workdir, shell, umask, environment, input, changed, terminal);
    }

    public Wish in(Terminal changed) {
      return new Wish(command, workdir, shell, umask, environment, input, capturing, changed);
    }

    public Wish by(String changed) {
      return new Wish(
          command, workdir, Optional.of(changed), umask, environment, input, capturing, terminal);
    }

    public Wish masked(String changed) {
      return new Wish(
          command, workdir, shell, Optional.of(changed), environment, input, capturing, terminal);
    }
  }

  /**
   * The caller's environment, and what the caller wants changed in it.
   *
   * @param inherited never stored
   * @param secrets names whose values never reach a file
   */
  public record Environment(
      EnvironmentBlock inherited,
      Map<String, String> set,
      List<String> unset,
      Set<String> secrets) {
    public Environment {
      set = Map.copyOf(set);
      unset = List.copyOf(unset);
      secrets = Set.copyOf(secrets);
    }
  }

  /** Where the command's input comes from. */
  public sealed interface Input {

    record Nothing() implements Input {}

    /** Exactly these, and then the end. A class, for bytes are not compared. */
    final class Bytes implements Input {
      private final byte[] bytes;

      public Bytes(byte[] bytes) {
        this.bytes = bytes.clone();
      }

      public byte[] bytes() {
        return bytes.clone();
      }
    }

    record File(String path) implements Input {}

    /** What is written later, until it is closed. */
    record Open() implements Input {}
  }

  public static RunTask of(Ownership ownership, Wish wish) {
    return new RunTask(ownership, wish, Labels.NONE, Optional.empty(), Limits.NONE, true);
  }

  public RunTask labelled(Labels changed) {
    return new RunTask(ownership, wish, changed, label, limits, notifyOnCompletion, readyWhen);
  }

  public RunTask limited(Limits changed) {
    return new RunTask(ownership, wish, labels, label, changed, notifyOnCompletion, readyWhen);
  }

  public RunTask unnotified() {
    return new RunTask(ownership, wish, labels, label, limits, false, readyWhen);
  }

  public RunTask readyWhen(WatchGoal goal) {
    return new RunTask(
        ownership, wish, labels, label, limits, notifyOnCompletion, Optional.of(goal));
  }
}
