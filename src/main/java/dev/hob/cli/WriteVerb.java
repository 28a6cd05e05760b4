package dev.hob.cli;

import dev.hob.api.WriteTask;
import dev.hob.api.Written;
import dev.hob.model.WriteOutcome;
import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob write}: gives a command something to read. */
final class WriteVerb implements Verb {
  private static final int ID_AND_TEXT = 2;

  @Override
  public String name() {
    return "write";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Types into a terminal, or into an input that was kept open.")
        .words("ID [TEXT|-]", "The text as it is; - for hob's own standard input.")
        .flag("--base64", "The text is base64; its bytes are sent.")
        .flag("--close", "Nothing more will come; without TEXT, only that.")
        .flag("--paste", "The text is marked as pasted, not typed.")
        .values("--key", "NAME", "A key after the text: enter, up, ctrl-c, alt-x, f5, …")
        .value("--request-id", "S", "Repeated with the same, it is not typed again.")
        .flag("--any-session", "Also to a task of another session.")
        .example("hob write t1a2b3c4d5 'make test' --key enter");
  }

  /** Only where that is said: an input that nobody ends would hold the call for ever. */
  @Override
  public boolean needsInput(Flags flags) {
    List<String> words = flags.words();
    return words.size() == ID_AND_TEXT && words.get(1).equals(RunInput.OWN);
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    flags.atMost(ID_AND_TEXT);
    String id = flags.several("the id of a task").get(0);
    byte[] bytes = bytes(call);
    WriteTask request =
        new WriteTask(
            call.which(Optional.of(id)),
            bytes,
            new WriteTask.Typing(
                flags.texts("--key"),
                flags.has("--paste"),
                flags.has("--close"),
                Optional.of(flags.text("--request-id").orElse(call.invocation().callId()))),
            flags.has("--any-session"));
    return tell(call.console(), Call.awaited(call.hob().write(request)));
  }

  private byte[] bytes(Call call) throws RefusedException, IOException {
    Flags flags = call.flags();
    byte[] given;
    if (needsInput(flags)) {
      given = RunInput.own(call);
    } else if (flags.words().size() == ID_AND_TEXT) {
      given = flags.words().get(1).getBytes(StandardCharsets.UTF_8);
    } else if (flags.has("--close") || flags.has("--key")) {
      given = new byte[0];
    } else {
      throw RefusedException.badRequest(
          "nothing to write", "give TEXT, a --key, or - for the standard input");
    }
    return flags.has("--base64") ? decoded(given) : given;
  }

  private static byte[] decoded(byte[] base64) throws RefusedException {
    try {
      String text = new String(base64, StandardCharsets.ISO_8859_1).replaceAll("\\s", "");
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("the text is not base64", "leave --base64 out for text");
    }
  }

  private static int tell(Console console, Written written) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.written(written));
    } else {
      console.print(
          written.task().id()
              + "  "
              + Sizes.shown(written.bytes())
              + " written"
              + (written.closed() ? ", input closed" : "")
              + (written.outcome() == WriteOutcome.ACCEPTED ? ", not all of it read yet" : "")
              + "\n");
    }
    if (written.outcome() == WriteOutcome.UNKNOWN) {
      console.note("hob died within this write: look at the output before you write it again");
      return ExitStatus.NOT_ALL;
    }
    if (written.bytes() == written.given()) {
      return ExitStatus.DONE;
    }
    console.note(
        Sizes.shown(written.given() - written.bytes()) + " not taken: the command does not read");
    return ExitStatus.NOT_ALL;
  }
}
