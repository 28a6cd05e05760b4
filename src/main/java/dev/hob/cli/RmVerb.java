package dev.hob.cli;

import dev.hob.api.RemoveTasks;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob rm}: removes ended tasks. */
final class RmVerb implements Verb {
  @Override
  public String name() {
    return "rm";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Removes ended tasks with their output.")
        .words("ID…", "The tasks.")
        .flag("--any-session", "Also tasks of other sessions.")
        .example("hob rm t1a2b3c4d5");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    List<String> ids = call.flags().several("the id of a task").stream().distinct().toList();
    RemoveTasks request = new RemoveTasks(call.caller(), ids, call.flags().has("--any-session"));
    return Removal.tell(call.console(), Call.awaited(call.hob().remove(request)));
  }
}
