package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob doctor}: what is wrong, and the way out. */
final class DoctorVerb implements Verb {
  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Says whether hob is well here, and what to do where it is not.")
        .example("hob doctor --json");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    return call.surroundings().local().doctor(call.caller(), call.console().streams());
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
