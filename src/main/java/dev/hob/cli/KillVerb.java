package dev.hob.cli;

import dev.hob.api.Hob;
import dev.hob.api.KillTask;
import dev.hob.api.TaskReply;
import dev.hob.model.Refusal;
import dev.hob.model.Result;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob kill}: ends tasks, wholly; returns when that is verified. */
final class KillVerb implements Verb {
  @Override
  public String name() {
    return "kill";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Ends tasks with all their processes, and says what is left.")
        .words("ID…", "The tasks.")
        .value("--signal", "S", "Ask with this signal; else TERM.")
        .value("--grace", "D", "Wait so long before KILL.")
        .flag("--any-session", "Also tasks of other sessions.")
        .example("hob kill t1a2b3c4d5 --signal INT --grace 30s");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Outcomes outcomes = new Outcomes(new ArrayList<>(), new ArrayList<>());
    for (CompletableFuture<Result<TaskReply>> reply : begun(call)) {
      try {
        TaskReply killed = Call.awaited(reply);
        call.offers(killed.offer());
        outcomes.killed().add(killed);
      } catch (RefusedException e) {
        outcomes.refused().add(e.refusal());
      }
    }
    return outcomes.tell(call.console());
  }

  /** All of them, before any is waited for: a stubborn task delays no other. */
  private static List<CompletableFuture<Result<TaskReply>>> begun(Call call)
      throws RefusedException {
    List<KillTask> requests = new ArrayList<>();
    for (String id : call.flags().several("the id of a task").stream().distinct().toList()) {
      requests.add(
          new KillTask(
              call.which(Optional.of(id)),
              call.flags().text("--signal"),
              call.flags().duration("--grace"),
              call.flags().has("--any-session")));
    }
    Hob hob = call.hob();
    return requests.stream().map(hob::kill).toList();
  }

  private record Outcomes(List<TaskReply> killed, List<Refusal> refused) {

    int tell(Console console) throws IOException {
      if (console.json()) {
        console.print(ReplyCodec.killed(killed, refused, killed.size() + refused.size() == 1));
      } else {
        console.print(lines());
        refused.forEach(console::refuse);
      }
      return status();
    }

    private int status() {
      boolean all = killed.stream().allMatch(it -> it.survivors().isEmpty());
      return refused.stream()
          .mapToInt(it -> it.code().exitStatus())
          .reduce(all ? ExitStatus.DONE : ExitStatus.NOT_ALL, Math::max);
    }

    private String lines() {
      return killed.stream().map(Outcomes::line).collect(Collectors.joining());
    }

    private static String line(TaskReply reply) {
      String survivors =
          reply.survivors().stream().map(TaskBlock::process).collect(Collectors.joining(", "));
      return reply.task().id()
          + "  "
          + EndWords.of(reply.task().state())
          + (survivors.isEmpty() ? "" : "; survived: " + survivors)
          + "\n";
    }
  }
}
