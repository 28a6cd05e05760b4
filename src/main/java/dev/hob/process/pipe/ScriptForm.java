package dev.hob.process.pipe;

import dev.hob.model.EnvironmentBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By the scripts of {@code native-wrappers/posix}, for any POSIX shell. A deadline is hob's own to
 * keep then.
 *
 * @param shell the one that runs them
 */
record ScriptForm(List<String> shell) implements WrapperForm {
  ScriptForm {
    shell = List.copyOf(shell);
  }

  @Override
  public Call wrapper(PipeWish wish) {
    List<String> words = new ArrayList<>(shellThatHandsOn(wish.environment()));
    words.addAll(List.of("-c", Scripts.WRAP, "hob-wrap"));
    words.add(wish.files().claim().toString());
    words.add(wish.files().marker().toString());
    // Of a terminal the session is the wrapper's own.
    words.add(wish.hasTerminal() ? "" : Programs.find("setsid").orElse(""));
    words.add(wish.umask().orElse(""));
    words.addAll(WrapperForm.shellCommand(wish));
    return Call.of(words);
  }

  private List<String> shellThatHandsOn(EnvironmentBlock environment) {
    return environment.hasOddNames() ? Programs.wrapperShellForOddNames().orElse(shell) : shell;
  }

  @Override
  public Optional<Call> pump(PipeWish wish, String stream) {
    List<String> words = new ArrayList<>(shell);
    words.addAll(List.of("-c", Scripts.PUMP, "hob-pump", wish.files().claim().toString(), stream));
    return Optional.of(Call.of(words));
  }

  @Override
  public Optional<Call> holder(PipeWish wish) {
    return Programs.find("cat").map(it -> Call.of(List.of(it)));
  }

  @Override
  public Call terminalKeeper(TerminalFiles files) {
    List<String> words = new ArrayList<>(shell);
    words.addAll(List.of("-c", Scripts.KEEP, "hob-keep"));
    words.addAll(
        List.of(files.claim().toString(), files.marker().toString(), files.keys().toString()));
    return Call.of(words);
  }

  @Override
  public boolean canKeep() {
    return Programs.find("cat").isPresent();
  }
}
