package dev.hob.cli;

import dev.hob.api.TaskReply;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob show}: all that is known of a task but its output. */
final class ShowVerb implements Verb {
  @Override
  public String name() {
    return "show";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Shows all that is known of a task but its output.")
        .words("[ID]", "The task; else the session's latest.")
        .example("hob show t1a2b3c4d5 --json");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException {
    TaskReply reply = RefusedException.taken(call.hob().show(call.which(call.flags().word())));
    Console console = call.console();
    console.print(
        console.json()
            ? ReplyCodec.task(reply)
            : TaskBlock.of(reply.task(), console.look()).getBytes(StandardCharsets.UTF_8));
    return ExitStatus.DONE;
  }
}
