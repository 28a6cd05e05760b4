package dev.hob.cli;

import dev.hob.wire.ReplyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  @Override
  public int run(Call call) throws IOException {
    String version = call.surroundings().version();
    call.console()
        .print(
            call.console().json()
                ? ReplyCodec.version(version)
                : ("hob " + version + "\n").getBytes(StandardCharsets.UTF_8));
    return ExitStatus.DONE;
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
