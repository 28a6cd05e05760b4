package dev.hob.cli;

import dev.hob.api.Hob;
import dev.hob.api.ListTasks;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.WaitForTasks.Until;
import dev.hob.api.Waited;
import dev.hob.api.WatchTask;
import dev.hob.model.TaskRecord;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob wait}: waits until tasks have ended. */
final class WaitVerb implements Verb {
  @Override
  public String name() {
    return "wait";
  }

  @Override
  public CommandSpec spec() {
    VerbSpec spec =
        VerbSpec.of(name(), "Waits until tasks have ended; it never ends one.")
            .words("[ID…]", "The tasks; else all of the session that have not ended.")
            .value("--timeout", "D", "Wait no longer than that.")
            .flag("--any", "One that has ended is enough.")
            .flag("--all", "All of them; so it is without a flag.")
            .value("--pattern", "P", "Until their output says this, and not until their ends.")
            .flag("--ready", "Until they are ready.");
    return Scopes.flags(GoalFlags.of(spec)).example("hob wait t1a2b3c4d5 --timeout 10m");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    flags.onlyOneOf("--any", "--all");
    Hob hob = call.hob();
    List<String> ids = ids(call, hob);
    if (ids.isEmpty() && Scopes.areWide(flags)) {
      return tell(call, new Waited(List.of(), true));
    }
    WaitForTasks request =
        new WaitForTasks(
            call.caller(),
            ids,
            flags.has("--any"),
            flags.duration("--timeout").orElse(Durations.LONGEST),
            until(call));
    Waited waited = awaited(call, hob, request);
    call.offers(waited.offer());
    return tell(call, waited);
  }

  /** Absent: their ends. */
  private static Optional<Until> until(Call call) throws RefusedException {
    Optional<WatchTask.Watched> goal = GoalFlags.watched(call, call.flags().text("--pattern"));
    if (!call.flags().has("--ready")) {
      return goal.map(Until.Goal::new);
    }
    if (goal.isPresent()) {
      throw RefusedException.badRequest(
          "more than one thing is to be waited for", "wait for one after the other");
    }
    return Optional.of(new Until.Ready());
  }

  /** Those of other sessions are named, for who asks for none by name means the own. */
  private static List<String> ids(Call call, Hob hob) throws RefusedException {
    List<String> words = ids(call.flags());
    if (!Scopes.areWide(call.flags())) {
      return words;
    }
    if (!words.isEmpty()) {
      throw RefusedException.badRequest(
          "tasks are named, and so is where to look for others", "give one of them");
    }
    ListTasks live = Live.in(Scopes.of(call));
    return RefusedException.taken(hob.list(live)).tasks().stream()
        .map(it -> it.id().value())
        .toList();
  }

  private static List<String> ids(Flags flags) {
    return flags.words().stream().distinct().toList();
  }

  private static Waited awaited(Call call, Hob hob, WaitForTasks request)
      throws RefusedException, InterruptedException {
    if (!Progress.isShown(call)) {
      return Waiting.quietly(hob.await(request));
    }
    Progress progress = new Progress(call, hob, request);
    try {
      return Waiting.with(progress, hob.await(request));
    } finally {
      progress.erase();
    }
  }

  private static int tell(Call call, Waited waited) throws RefusedException, IOException {
    Console console = call.console();
    List<TaskRecord> tasks = waited.tasks().stream().map(TaskReply::task).toList();
    if (console.json()) {
      console.print(ReplyCodec.waited(waited, ids(call.flags()).size() == 1));
    } else if (tasks.isEmpty()) {
      console.note("nothing to wait for");
    } else {
      console.print(new TaskTable(console.look(), Scopes.areWide(call.flags())).lines(tasks));
    }
    waited.found().forEach(it -> console.note(it.task() + ": " + it.match().text()));
    boolean forEnds = until(call).isEmpty();
    return forEnds ? status(call.flags(), tasks) : status(waited, tasks);
  }

  /** What came instead of an end is success; an end instead of it is told as such. */
  private static int status(Waited waited, List<TaskRecord> tasks) {
    if (waited.satisfied()) {
      return ExitStatus.DONE;
    }
    return waited.running().isEmpty() && !tasks.isEmpty()
        ? ExitStatus.NOT_ALL
        : ExitStatus.STILL_RUNNING;
  }

  private static int status(Flags flags, List<TaskRecord> tasks) {
    if (tasks.size() == 1) {
      return ExitStatus.of(tasks.get(0));
    }
    List<TaskRecord> ended = tasks.stream().filter(it -> it.state().isEnded()).toList();
    return flags.has("--any") && !ended.isEmpty() ? ExitStatus.of(ended) : ExitStatus.of(tasks);
  }
}
