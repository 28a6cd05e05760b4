package dev.hob.cli;

import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob completions}: a script that completes hob's words in a shell. */
final class CompletionsVerb implements Verb {
  @Override
  public String name() {
    return "completions";
  }

  @Override
  public CommandSpec spec() {
    return VerbSpec.of(name(), "Prints a script that completes hob's words in a shell.")
        .words("bash|zsh|fish", "The shell.")
        .example("source <(hob completions bash)");
  }

  @Override
  public int run(Call call) throws RefusedException, IOException {
    call.console().print(script(call.flags().required("the name of a shell")));
    return ExitStatus.DONE;
  }

  private static String script(String shell) throws RefusedException {
    return switch (shell) {
      // In zsh, the script loads what lets it run scripts for bash.
      case "bash", "zsh" -> AutoComplete.bash("hob", Grammar.commandLine());
      case "fish" -> FishScript.of(Grammar.commandLine().getCommandSpec());
      default ->
          throw RefusedException.badRequest(
              "no completions for " + Plain.line(shell), "there are bash, zsh and fish");
    };
  }

  @Override
  public boolean needsDaemon() {
    return false;
  }
}
