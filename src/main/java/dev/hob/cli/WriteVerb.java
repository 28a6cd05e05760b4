package dev.hob.cli;

import dev.hob.api.WriteTask;
import dev.hob.api.Written;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
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
    return VerbSpec.of(name(), "Gives a command that was run with --stdin open something to read.")
        .words("ID [TEXT|-]", "The text as it is; - for hob's own standard input.")
        .flag("--base64", "The text is base64; its bytes are sent.")
        .flag("--close", "Nothing more will come; without TEXT, only that.")
        .values("--key", "NAME", "A key of a terminal; not there yet.")
        .flag("--any-session", "Also to a task of another session.")
        .example("printf 'yes\\n' | hob write t1a2b3c4d5 - --close");
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
    if (flags.has("--key")) {
      throw new RefusedException(
          Refusal.of(RefusalCode.UNSUPPORTED, "keys are not there yet", "write text instead"));
    }
    flags.atMost(ID_AND_TEXT);
    String id = flags.several("the id of a task").get(0);
    byte[] bytes = bytes(call);
    WriteTask request =
        new WriteTask(
            call.which(Optional.of(id)), bytes, flags.has("--close"), flags.has("--any-session"));
    return tell(call.console(), Call.awaited(call.hob().write(request)), bytes.length);
  }

  private byte[] bytes(Call call) throws RefusedException, IOException {
    Flags flags = call.flags();
    byte[] given;
    if (needsInput(flags)) {
      given = RunInput.own(call);
    } else if (flags.words().size() == ID_AND_TEXT) {
      given = flags.words().get(1).getBytes(StandardCharsets.UTF_8);
    } else if (flags.has("--close")) {
      given = new byte[0];
    } else {
      throw RefusedException.badRequest(
          "nothing to write", "give TEXT, or - for the standard input");
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

  private static int tell(Console console, Written written, int given) throws IOException {
    if (console.json()) {
      console.print(ReplyCodec.written(written));
    } else {
      console.print(
          written.task().id()
              + "  "
              + Sizes.shown(written.bytes())
              + " written"
              + (written.closed() ? ", input closed" : "")
              + "\n");
    }
    if (written.bytes() == given) {
      return ExitStatus.DONE;
    }
    console.note(Sizes.shown(given - written.bytes()) + " not taken: the command does not read");
    return ExitStatus.NOT_ALL;
  }
}
