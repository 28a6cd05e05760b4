package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob serve}: is the daemon. */
final class ServeVerb implements Verb {
  private static final int MOST_PORTS = 65_535;

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Runs the daemon here; clients start one themselves.")
        .value("--idle-timeout", "D", "End after so long with nothing to do.")
        .value("--tcp", "PORT", "Listen also on this port of the loopback; 0: on any.")
        .example("hob serve --idle-timeout 1h");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Flags flags = call.flags();
    LocalVerbs.Serve wish =
        new LocalVerbs.Serve(
            flags.duration("--idle-timeout"), flags.number("--tcp", 0, MOST_PORTS));
    return call.surroundings().local().serve(wish, call.console().streams());
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
