package dev.hob.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob help}: the same as {@code --help}. */
final class HelpVerb implements Verb {
  @Override
  public String name() {
    return "help";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Shows how hob, or a verb of it, is used.")
        .words("[VERB]", "The verb.")
        .example("hob help run");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException {
    Optional<String> verb = call.flags().word();
    List<String> arguments = verb.isPresent() ? List.of(verb.get(), "--help") : List.of("--help");
    Grammar.Sentence asked = Grammar.parse(arguments);
    call.console().print(Grammar.usage(asked.verb(), call.console().look()));
    return ExitStatus.DONE;
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
