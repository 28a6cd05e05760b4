package dev.hob.engine;

import dev.hob.bundle.BundleName;
import dev.hob.model.CommandSpec;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.process.pty.Terminal;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Asks and changes the terminals of tasks: by their masters, else from inside. */
final class Terminals {
  private final Surroundings all;
  private final LiveTasks live;

  Terminals(Surroundings all, LiveTasks live) {
    this.all = all;
    this.live = live;
  }

  /** A task that has not ended. */
  Result<LiveTask> live(BundleName name) {
    Optional<LiveTask> task = live.find(name);
    return task.map(Result::ok)
        .orElseGet(
            () ->
                all.storage()
                    .store()
                    .records()
                    .read(name)
                    .orRefusal(name.task())
                    .flatMap(
                        it ->
                            refused(
                                RefusalCode.TASK_ENDED,
                                name,
                                "task " + name.task() + " has ended",
                                "")));
  }

  /** The same, in a terminal. */
  Result<LiveTask> withTerminal(BundleName name) {
    return live(name)
        .flatMap(
            it ->
                it.isPty()
                    ? Result.ok(it)
                    : refused(
                        RefusalCode.NOT_PTY,
                        name,
                        "task " + name.task() + " has no terminal",
                        "start it with one: hob run --pty"));
  }

  /** Those inside hear of it. What is not said stays as it is. */
  CompletableFuture<Result<Terminal.Size>> resize(
      BundleName name, OptionalInt rows, OptionalInt cols) {
    CommandSpec.Terminal wish = new CommandSpec.Terminal(true, rows, cols);
    Result<LiveTask> found = withTerminal(name).flatMap(it -> sane(it, wish));
    if (found instanceof Result.Refused<LiveTask> refused) {
      return CompletableFuture.completedFuture(Result.refused(refused.refusal()));
    }
    return all.storage()
        .writer()
        .inOrder(
            name,
            files ->
                withTerminal(name)
                    .flatMap(
                        task ->
                            asked(
                                task,
                                terminal -> {
                                  Terminal.Size was = terminal.size();
                                  terminal.resize(
                                      new Terminal.Size(
                                          rows.orElse(was.rows()), cols.orElse(was.cols())));
                                  return terminal.size();
                                })));
  }

  private static Result<LiveTask> sane(LiveTask task, CommandSpec.Terminal wish) {
    return wish.hasSaneSize()
        ? Result.ok(task)
        : refused(
            RefusalCode.BAD_REQUEST,
            task.name(),
            "no terminal has that size",
            "rows and cols are at least 1 and at most " + CommandSpec.Terminal.MOST);
  }

  /** Whether what is typed is gathered into lines; not where nobody can tell. */
  boolean gathersLines(LiveTask task) {
    return asked(task, Terminal::gathersLines).fold(it -> it, refusal -> false);
  }

  /** A question that a terminal may not answer. */
  private interface Question<T> {
    T ask(Terminal terminal) throws IOException;
  }

  private <T> Result<T> asked(LiveTask task, Question<T> question) {
    try {
      if (task.terminal().isPresent()) {
        return Result.ok(question.ask(task.terminal().get()));
      }
      Optional<Terminal> inside =
          task.wrapper().flatMap(it -> Terminal.within(it, all.processes().table()));
      if (inside.isPresent()) {
        try (Terminal terminal = inside.get()) {
          return Result.ok(question.ask(terminal));
        }
      }
      return refused(
          RefusalCode.TASK_ENDED,
          task.name(),
          "the terminal of task " + task.id() + " is gone",
          "");
    } catch (IOException e) {
      return refused(
          RefusalCode.TASK_ENDED,
          task.name(),
          "the terminal of task " + task.id() + " is gone: " + e.getMessage(),
          "");
    }
  }

  private static <T> Result<T> refused(
      RefusalCode code, BundleName name, String message, String hint) {
    return Result.refused(Refusal.of(code, message, hint).about(name.task()));
  }
}
