package dev.hob.cli;

import dev.hob.api.Output;
import dev.hob.api.PollTask;
import dev.hob.api.TaskReply;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob poll}: how a task stands, and what it has said. */
final class PollVerb implements Verb {
  @Override
  public String name() {
    return "poll";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Shows how a task stands and what it has said.")
        .words("[ID]", "The task; else the session's latest.")
        .value("--since", "CURSOR", "Only what came after an earlier poll, which printed this.")
        .value("--wait", "D", "Wait so long for something new.")
        .example("hob poll t1a2b3c4d5 --wait 30s");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    PollTask request =
        new PollTask(
            call.which(flags.word()),
            flags.text("--since"),
            flags.duration("--wait").orElse(Duration.ZERO),
            0);
    TaskReply reply = Waiting.quietly(call.hob().poll(request));
    call.offers(reply.offer());
    show(call.console(), reply);
    return ExitStatus.DONE;
  }

  private static void show(Console console, TaskReply reply) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.task(reply));
      return;
    }
    String block = TaskBlock.of(reply.task(), console.look());
    console.print(block + reply.output().map(PollVerb::said).orElse(""));
    reply.output().flatMap(OutputText::leftOut).ifPresent(console::note);
  }

  private static String said(Output output) {
    String text = OutputText.together(output);
    String cursor = "  cursor       " + Plain.line(output.cursor()) + "\n";
    return text.isEmpty() ? cursor : cursor + "\n" + text;
  }
}
