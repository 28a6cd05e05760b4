package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob mcp}: the launcher becomes the relay itself; this is what is known of it here. */
final class McpVerb implements Verb {

  @Override
  public String name() {
    return "mcp";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Serves tools to a model: MCP on stdin and stdout.")
        .example("claude mcp add hob -- hob mcp");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException {
    throw RefusedException.badRequest(
        "hob mcp is the launcher's to carry out", "call bin/hob mcp, and leave its pipes to it");
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
