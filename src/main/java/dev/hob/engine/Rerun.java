package dev.hob.engine;

import dev.hob.api.RunAgain;
import dev.hob.api.RunTask;
import dev.hob.model.CommandSpec;
import dev.hob.model.Labels;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.model.TaskRecord;
import java.util.Optional;
import java.util.Set;

/** What an earlier task was asked to do, as a request of today. */
final class Rerun {
  private Rerun() {}

  /** The new task is the caller's, whoever's the first one was. */
  static Result<RunTask> of(TaskRecord record, RunAgain request) {
    CommandSpec command = record.order().command();
    if (command.stdin() == CommandSpec.Stdin.BYTES || command.stdin() == CommandSpec.Stdin.FILE) {
      return refused(record, "what it was given to read was not kept");
    }
    return Result.ok(
        new RunTask(
            request.which().caller().own(),
            wish(command, request),
            new Labels(
                Optional.empty(), record.order().labels().description(), request.requestId()),
            record.remains().label(),
            record.order().limits(),
            record.remains().delivery().notifyOnCompletion()));
  }

  private static RunTask.Wish wish(CommandSpec command, RunAgain request) {
    return new RunTask.Wish(
        command.command(),
        command.workdir(),
        command.shell(),
        command.umask(),
        new RunTask.Environment(
            request.environment(),
            command.environment().set(),
            command.environment().unset(),
            Set.of()),
        command.stdin() == CommandSpec.Stdin.OPEN && !command.terminal().isPty()
            ? new RunTask.Input.Open()
            : new RunTask.Input.Nothing(),
        command.capturing(),
        command.terminal());
  }

  private static Result<RunTask> refused(TaskRecord record, String why) {
    return Result.refused(
        Refusal.of(
                RefusalCode.UNSUPPORTED,
                "task " + record.id() + " cannot be run again: " + why,
                "start it with hob run")
            .about(record.id()));
  }
}
