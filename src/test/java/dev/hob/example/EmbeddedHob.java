package dev.hob.example;

import dev.hob.api.Caller;
import dev.hob.api.Callers;
import dev.hob.api.Hob;
import dev.hob.api.PollTask;
import dev.hob.api.RunTask;
import dev.hob.api.TaskReply;
import dev.hob.api.WaitForTasks;
import dev.hob.api.WhichTask;
import dev.hob.app.RunningEngine;
import dev.hob.model.EnvironmentBlock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs a command in the background from a Java program, without a daemon: the program holds the
 * store for as long as the engine is open. The command does not need the program: if it ends, the
 * command goes on, and whoever opens the store next finds it again.
 */
public final class EmbeddedHob {
  private EmbeddedHob() {}

  public static void main(String[] arguments) throws Exception {
    Path store = Path.of(arguments[0]);
    try (RunningEngine engine =
        RunningEngine.open(store, RunningEngine.Options.DEFAULT).orElseThrow()) {
      System.out.print(firstTask(engine.hob(), Path.of("").toAbsolutePath()));
    }
  }

  /** What it printed. Everything that is refused is a value that says why. */
  static String firstTask(Hob hob, Path folder) throws Exception {
    Caller caller =
        Callers.find(
                new Callers.Call(Optional.of("my session"), Optional.empty(), folder.toString()),
                name -> Optional.empty())
            .orElseThrow();

    RunTask request =
        RunTask.of(
            caller.own(),
            RunTask.Wish.of(
                "echo hello from a task", folder.toString(), EnvironmentBlock.of(System.getenv())));
    TaskReply started = hob.run(request, Duration.ZERO).get().orElseThrow();
    String id = started.task().id().value();

    hob.await(new WaitForTasks(caller, List.of(id), false, Duration.ofSeconds(30))).get();

    TaskReply ended = hob.poll(PollTask.of(WhichTask.of(caller, id))).get().orElseThrow();
    return "%s %s: %s"
        .formatted(
            id, ended.task().state().word(), ended.output().orElseThrow().stdout().content());
  }
}
