package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob clear}: removes all ended tasks. */
final class ClearVerb implements Verb {
  @Override
  public String name() {
    return "clear";
  }

  @Override
  public CommandSpec spec() {
    return Scopes.flags(
            VerbSpec.of(name(), "Removes all ended tasks of the session with their output."))
        .example("hob clear --project .");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    return Removal.tell(call.console(), Call.awaited(call.hob().clear(Scopes.of(call))));
  }
}
