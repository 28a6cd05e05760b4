package dev.hob.engine;

import dev.hob.api.RunTask;
import dev.hob.model.CommandSpec;
import dev.hob.model.Limits;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Shown;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a start must not be; each refusal names the thing and the way out. */
final class RunRules {
  /** hob sets these itself. */
  private static final List<String> OWN = List.of("HOB_TASK", "HOB_SESSION", "HOB_KEEPER");

  private RunRules() {}

  /** Empty when nothing speaks against it. */
  static Optional<Refusal> problem(RunTask request) {
    return Stream.<Supplier<Optional<Refusal>>>of(
            () -> command(request.wish().command()),
            () -> workdir(request.wish().workdir()),
            () -> shell(request.wish().shell()),
            () -> umask(request.wish().umask()),
            () -> environment(request.wish().environment()),
            () -> input(request.wish().input()),
            () -> terminal(request.wish()),
            () -> limits(request.limits()),
            () -> labels(request))
        .flatMap(rule -> rule.get().stream())
        .findFirst();
  }

  private static Optional<Refusal> command(String command) {
    if (command.isBlank()) {
      return refuse(RefusalCode.BLANK_COMMAND, "the command is blank", "say what to run");
    }
    if (command.indexOf('\0') >= 0) {
      return refuse(
          RefusalCode.BAD_REQUEST, "the command holds a NUL", "no shell takes one: leave it out");
    }
    int bytes = command.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > EngineLimits.MAX_COMMAND_BYTES) {
      return refuse(
          RefusalCode.BAD_REQUEST,
          "the command has " + bytes + " bytes",
          "at most 8 MiB: put it into a file and run that");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> workdir(String workdir) {
    if (workdir.isEmpty()) {
      return refuse(
          RefusalCode.BAD_WORKDIR, "no folder is named to run in", "give the folder's full path");
    }
    Optional<Path> folder = path(workdir).filter(Path::isAbsolute);
    if (folder.isEmpty()) {
      return refuse(
          RefusalCode.BAD_WORKDIR,
          "not an absolute path: " + Shown.text(workdir),
          "give the folder's full path");
    }
    if (!Files.isDirectory(folder.get())) {
      return refuse(
          RefusalCode.BAD_WORKDIR, "there is no folder " + Shown.text(workdir), "make it first");
    }
    return Files.isExecutable(folder.get())
        ? Optional.empty()
        : refuse(
            RefusalCode.BAD_WORKDIR,
            "the folder " + Shown.text(workdir) + " may not be entered",
            "give its user the right to");
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Refusal> shell(Optional<String> shell) {
    boolean usable =
        shell
            .map(it -> path(it).filter(Path::isAbsolute).filter(RunRules::isProgram).isPresent())
            .orElse(true);
    return usable
        ? Optional.empty()
        : refuse(
            RefusalCode.BAD_SHELL,
            "no program at " + Shown.text(shell.orElse("")),
            "give the full path of a shell, or none: then bash or sh is taken");
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Optional<Refusal> umask(Optional<String> umask) {
    return umask.filter(it -> !it.matches("[0-7]{1,4}")).isPresent()
        ? refuse(
            RefusalCode.BAD_REQUEST,
            "not a umask: " + Shown.text(umask.orElse("")),
            "up to four octal digits, as in 022")
        : Optional.empty();
  }

  private static Optional<Refusal> environment(RunTask.Environment environment) {
    return Stream.of(
            environment.set().keySet().stream(),
            environment.unset().stream(),
            environment.secrets().stream())
        .flatMap(names -> names)
        .flatMap(name -> variable(name).stream())
        .findFirst()
        .or(
            () ->
                environment.set().entrySet().stream()
                    .filter(entry -> entry.getValue().indexOf('\0') >= 0)
                    .findFirst()
                    .flatMap(
                        entry ->
                            refuse(
                                RefusalCode.BAD_ENV,
                                "the value of " + Shown.text(entry.getKey()) + " holds a NUL",
                                "no environment takes one: leave it out")))
        .or(() -> secrets(environment));
  }

  /** A command that misses its secret fails later, and tells less. */
  private static Optional<Refusal> secrets(RunTask.Environment environment) {
    return environment.secrets().stream()
        .filter(
            it -> !environment.set().containsKey(it) && environment.inherited().value(it).isEmpty())
        .sorted()
        .findFirst()
        .flatMap(
            it ->
                refuse(
                    RefusalCode.SECRET_NEEDED,
                    "the secret " + Shown.text(it) + " has no value",
                    "set it in the environment of this call"));
  }

  private static Optional<Refusal> variable(String name) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      return refuse(
          RefusalCode.BAD_ENV,
          "not the name of a variable: " + Shown.text(name),
          "a name is not empty and holds neither = nor NUL");
    }
    return OWN.contains(name)
        ? refuse(RefusalCode.BAD_ENV, name + " is set by hob itself", "take another name")
        : Optional.empty();
  }

  private static Optional<Refusal> input(RunTask.Input input) {
    if (input instanceof RunTask.Input.Bytes given
        && given.bytes().length > EngineLimits.MAX_INPUT_BYTES) {
      return refuse(
          RefusalCode.BAD_REQUEST,
          "the input has " + given.bytes().length + " bytes",
          "at most 64 MiB: put it into a file");
    }
    if (input instanceof RunTask.Input.File file) {
      boolean readable =
          path(file.path())
              .filter(Path::isAbsolute)
              .filter(it -> Files.isRegularFile(it) && Files.isReadable(it))
              .isPresent();
      if (!readable) {
        return refuse(
            RefusalCode.BAD_REQUEST,
            "no file that can be read at " + Shown.text(file.path()),
            "give the full path of a plain file");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> terminal(RunTask.Wish wish) {
    if (!wish.terminal().isPty()) {
      return Optional.empty();
    }
    if (!wish.terminal().hasSaneSize()) {
      return refuse(
          RefusalCode.BAD_REQUEST,
          "no terminal has that size",
          "rows and cols are at least 1 and at most " + CommandSpec.Terminal.MOST);
    }
    return wish.input() instanceof RunTask.Input.Bytes || wish.input() instanceof RunTask.Input.File
        ? refuse(
            RefusalCode.BAD_REQUEST,
            "a terminal and an input of its own are both wanted",
            "type into the terminal with hob write, or have the command read a file itself")
        : Optional.empty();
  }

  private static Optional<Refusal> limits(Limits limits) {
    return duration("timeout", limits.timeout(), false)
        .or(() -> duration("idle timeout", limits.idleTimeout(), false))
        .or(() -> duration("grace", limits.grace(), true))
        .or(
            () ->
                limits.outputCapBytes().orElse(1) < 1
                    ? refuse(
                        RefusalCode.BAD_REQUEST,
                        "the output cap is " + limits.outputCapBytes().orElse(0),
                        "at least one byte")
                    : Optional.empty());
  }

  static Optional<Refusal> duration(String what, Optional<Duration> given, boolean mayBeZero) {
    Duration value = given.orElse(Duration.ofSeconds(1));
    long days = EngineLimits.LONGEST.toDays();
    if (value.compareTo(EngineLimits.LONGEST) > 0) {
      // What was given may have been brought down on its way: it is not repeated.
      return refuse(
          RefusalCode.BAD_REQUEST,
          "the " + what + " is longer than " + days + " days",
          "give at most " + days + " days, or leave it out for none");
    }
    return value.isNegative() || (value.isZero() && !mayBeZero)
        ? refuse(
            RefusalCode.BAD_REQUEST,
            "a " + what + " of " + value.toMillis() + " ms",
            "give more than nothing and at most " + days + " days, or leave it out for none")
        : Optional.empty();
  }

  private static Optional<Refusal> labels(RunTask request) {
    boolean blank =
        Stream.of(request.labels().name(), request.labels().requestId())
            .flatMap(Optional::stream)
            .anyMatch(it -> it.isBlank() || it.indexOf('\0') >= 0);
    return blank
        ? refuse(
            RefusalCode.BAD_REQUEST,
            "a name or request id is blank or holds a NUL",
            "leave it out, or give one")
        : Optional.empty();
  }

  private static Optional<Refusal> refuse(RefusalCode code, String message, String hint) {
    return Optional.of(Refusal.of(code, message, hint));
  }
}
