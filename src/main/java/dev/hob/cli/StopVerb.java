package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob stop}: ends the daemon, and no task. */
final class StopVerb implements Verb {
  @Override
  public String name() {
    return "stop";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Ends the daemon; tasks go on, and the next call starts it again.")
        .example("hob stop");
  }

  @Override
  public int run(Call call) throws IOException, InterruptedException {
    return call.surroundings().local().stop(call.console().streams());
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
