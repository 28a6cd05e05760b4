package dev.hob.cli;

import dev.hob.api.Unwatch;
import dev.hob.api.WatchTask;
import dev.hob.api.Watching;
import dev.hob.api.WhichTask;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob watch}: the session is told when something becomes true of a task. */
final class WatchVerb implements Verb {
  @Override
  public String name() {
    return "watch";
  }

  @Override
  public CommandSpec spec() {
    VerbSpec spec =
        VerbSpec.of(name(), "Has the session told when something becomes true of a task.")
            .words("ID [PATTERN]", "The task, and what its output is to say.")
            .flag("--every", "Each time, and not only the first one.")
            .value("--running", "D", "If it still runs after so long.")
            .flag("--ready", "The task counts as ready then.")
            .value("--remove", "W", "End this watch, which its setting up has named.");
    return GoalFlags.of(spec)
        .example("hob watch t1a2b3c4d5 'listening on' && hob notices --wait 1m");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    List<String> words = call.flags().several("the id of a task");
    call.flags().atMost(2);
    WhichTask which = call.which(Optional.of(words.get(0)));
    Optional<String> remove = call.flags().text("--remove");
    Watching watching =
        remove.isPresent()
            ? Call.awaited(call.hob().unwatch(new Unwatch(which, remove.get())))
            : Call.awaited(call.hob().watch(request(call, which, words)));
    if (call.console().json()) {
      call.console().print(ReplyCodec.watching(watching));
    } else {
      call.console().print(watching.watch() + "\n");
    }
    return ExitStatus.DONE;
  }

  private static WatchTask request(Call call, WhichTask which, List<String> words)
      throws RefusedException {
    Optional<String> pattern = words.stream().skip(1).findFirst();
    WatchTask.Watched what =
        GoalFlags.watched(call, pattern)
            .orElseThrow(
                () ->
                    RefusedException.badRequest(
                        "nothing says what to watch for",
                        "give a pattern, --port, --file, --quiet, --running or --first-output"));
    return new WatchTask(which, what, call.flags().has("--ready"));
  }
}
