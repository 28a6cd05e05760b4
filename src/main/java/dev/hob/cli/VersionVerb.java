package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob version}. */
final class VersionVerb implements Verb {
  @Override
  public String name() {
    return "version";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Prints hob's version.").example("hob version --json");
  }

  /** The version is hob's own word: it needs no escapes. */
  @Override
  public int run(Call call) throws IOException {
    String version = call.surroundings().version();
    call.console()
        .print(
            call.console().json()
                ? "{\"version\":\"" + version + "\"}\n"
                : "hob " + version + "\n");
    return ExitStatus.DONE;
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
