package dev.hob.cli;

import dev.hob.api.RunAgain;
import dev.hob.api.TaskReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob again}: starts the command of a task once more. */
final class AgainVerb implements Verb {
  @Override
  public String name() {
    return "again";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(
            name(), "Starts a task's command once more: same folder, same changed variables.")
        .words("ID", "The task.")
        .value("--wait", "D", "Wait so long for its end; then print its output, not its id.")
        .value("--request-id", "S", "A repeated start returns the first one's task.")
        .example("hob again t1a2b3c4d5 --wait 1m");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    Optional<Duration> wait = flags.duration("--wait");
    String requestId = flags.text("--request-id").orElse(call.invocation().callId());
    RunAgain request =
        new RunAgain(
            call.which(Optional.of(flags.required("the id of a task"))),
            call.invocation().environment(),
            Optional.of(requestId),
            wait.orElse(Duration.ZERO));
    TaskReply reply = Waiting.quietly(call.hob().again(request));
    call.offers(reply.offer());
    return Started.tell(call, reply, wait.isPresent());
  }
}
