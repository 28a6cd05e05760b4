package dev.hob.cli;

import dev.hob.api.TaskReply;
import dev.hob.model.Outcome;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.stream.Collectors;

/** What is said of a command that was just started: by run and by again. */
final class Started {
  private Started() {}

  /**
   * @param waited its end was waited for
   */
  static int tell(Call call, TaskReply reply, boolean waited) throws IOException {
    Console console = call.console();
    TaskRecord task = reply.task();
    if (console.json()) {
      console.print(ReplyCodec.task(reply));
      return waited ? ExitStatus.of(task) : ExitStatus.DONE;
    }
    if (isNamesake(call, reply)) {
      String now = task.state().isEnded() ? " was" : " is";
      console.note(task.id() + " of that name" + now + " running already; nothing was started");
    }
    if (!waited) {
      id(console, reply);
      hint(call, reply);
    } else if (task.state().isEnded()) {
      end(console, reply);
    } else {
      stillRunning(console, reply);
    }
    return waited ? ExitStatus.of(task) : ExitStatus.DONE;
  }

  /** Not the start that this call repeats, but another one. */
  private static boolean isNamesake(Call call, TaskReply reply) {
    String own = call.flags().text("--request-id").orElse(call.invocation().callId());
    return reply.existing()
        && call.flags().text("--name").isPresent()
        && reply.task().order().labels().requestId().filter(own::equals).isEmpty();
  }

  private static void id(Console console, TaskReply reply) throws IOException {
    console.print(reply.task().id() + "\n");
  }

  /** Only for people: a program that reads both streams would find it in the way. */
  private static void hint(Call call, TaskReply reply) {
    if (call.invocation().terminal().stderr() && !isNamesake(call, reply)) {
      String id = reply.task().id().value();
      String what = reply.existing() ? "was there already" : "started";
      call.console().note(what + "; see hob poll " + id + ", hob wait " + id);
    }
  }

  private static void stillRunning(Console console, TaskReply reply) throws IOException {
    String id = reply.task().id().value();
    id(console, reply);
    output(console, reply);
    console.note(
        id
            + " is "
            + reply.task().state().word()
            + "; go on with hob wait "
            + id
            + " or hob poll "
            + id);
  }

  private static void output(Console console, TaskReply reply) throws IOException {
    if (reply.output().isPresent()) {
      OutputText.apart(reply.output().get(), console);
    }
  }

  /** It looks as if the command had run here; only what its status cannot say is remarked. */
  private static void end(Console console, TaskReply reply) throws IOException {
    output(console, reply);
    TaskRecord task = reply.task();
    if (!task.state().foldEnded(Started::byItself, live -> false)) {
      console.note(task.id() + " " + EndWords.of(task.state()));
    }
    if (!task.remains().leftovers().isEmpty()) {
      console.note(task.id() + " has left processes: " + leftovers(task));
    }
  }

  private static boolean byItself(TaskState.Ended state) {
    return state.outcome() instanceof Outcome.Exited && state.by().isEmpty();
  }

  private static String leftovers(TaskRecord task) {
    return task.remains().leftovers().stream()
        .map(TaskBlock::process)
        .collect(Collectors.joining(", "));
  }
}
