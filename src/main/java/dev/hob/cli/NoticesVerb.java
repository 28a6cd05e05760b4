package dev.hob.cli;

import dev.hob.api.AckNotices;
import dev.hob.api.Acknowledged;
import dev.hob.api.NoticeBlock;
import dev.hob.api.TakeNotices;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob notices}: what the session has not been told yet, each thing once. */
final class NoticesVerb implements Verb {
  private static final String PEEK = "--peek";
  private static final String NO_ACK = "--no-ack";
  private static final String ACK = "--ack";

  @Override
  public String name() {
    return "notices";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Prints what the session has not been told yet, each thing once.")
        .words("[ID…]", "With --ack: the notices that came.")
        .value("--wait", "D", "Wait so long for the first one.")
        .value("--limit", "N", "At most so many; else 1000.")
        .flag(PEEK, "Only look: nothing counts as told.")
        .flag(NO_ACK, "Leave it to a later --ack to say that they came.")
        .flag(ACK, "These came.")
        .flag("--follow", "Print what is due, and go on.")
        .example("hob notices --wait 10m");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    flags.onlyOneOf(PEEK, NO_ACK);
    for (String other : List.of(PEEK, NO_ACK, "--wait", "--limit", "--follow")) {
      flags.onlyOneOf(ACK, other);
    }
    if (flags.has(ACK)) {
      return acknowledge(call);
    }
    flags.atMost(0);
    NoticeBlock block = Waiting.quietly(call.hob().take(request(call)));
    if (!flags.has(NO_ACK)) {
      call.offers(block.offer());
    }
    print(call.console(), block);
    return ExitStatus.DONE;
  }

  private static TakeNotices request(Call call) throws RefusedException {
    Flags flags = call.flags();
    return new TakeNotices(
        call.caller(),
        "hob notices",
        flags.duration("--wait").orElse(Duration.ZERO),
        flags.number("--limit", 1, TakeNotices.MOST).orElse(TakeNotices.MOST),
        flags.has(PEEK));
  }

  private static void print(Console console, NoticeBlock block) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.noticeLines(block));
    } else if (!block.text().isEmpty()) {
      console.print(
          LogsVerb.forEyes((block.text() + "\n").getBytes(StandardCharsets.UTF_8), console.look()));
    }
  }

  private static int acknowledge(Call call)
      throws RefusedException, IOException, InterruptedException {
    Acknowledged came =
        Call.awaited(
            call.hob()
                .acknowledge(
                    new AckNotices(call.caller(), call.flags().several("the id of a notice"))));
    Console console = call.console();
    if (console.json()) {
      console.print(ReplyCodec.acknowledged(came));
    } else {
      came.refused().forEach(console::refuse);
    }
    return came.refused().stream()
        .mapToInt(it -> it.code().exitStatus())
        .reduce(ExitStatus.DONE, Math::max);
  }
}
