package dev.hob.process.pipe;

import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By the C programs: one process for the wrapper, and one beside it for the pumped streams. */
record NativeForm(NativePrograms programs) implements WrapperForm {

  @Override
  public Call wrapper(PipeWish wish) {
    List<String> words = new ArrayList<>();
    words.add(NativePrograms.WRAP);
    words.add(wish.files().claim().toString());
    words.add(wish.files().marker().toString());
    wish.umask().ifPresent(it -> words.add("umask=" + it));
    if (wish.hasTerminal()) {
      words.add("terminal");
    }
    addPumps(words, wish.capturing());
    wish.alarm().ifPresent(it -> addAlarm(words, it));
    words.add("--");
    words.addAll(WrapperForm.shellCommand(wish));
    return new Call(programs.wrap(), words);
  }

  private static void addPumps(List<String> words, Capturing capturing) {
    if (capturing.ways().isEmpty()) {
      return;
    }
    boolean stdout = capturing.ways().get().stdout() == Way.PUMPED;
    if (stdout) {
      words.add(capturing.merged() ? "pump=merged" : "pump=stdout");
    }
    if (!capturing.merged() && capturing.ways().get().stderr() == Way.PUMPED) {
      words.add("pump=stderr");
    }
  }

  private static void addAlarm(List<String> words, PipeWish.Alarm alarm) {
    words.add("deadline=" + alarm.sinceBoot().toMillis());
    words.add("grace=" + alarm.grace().toMillis());
    words.add("lock=" + alarm.storeLock());
  }

  @Override
  public Optional<Call> pump(PipeWish wish, String stream) {
    return Optional.empty();
  }

  @Override
  public Optional<Call> holder(PipeWish wish) {
    String claim = wish.files().claim().toString();
    return Optional.of(new Call(programs.keep(), List.of(NativePrograms.KEEP, claim, "stdin")));
  }

  @Override
  public Call terminalKeeper(TerminalFiles files) {
    return new Call(
        programs.keep(),
        List.of(
            NativePrograms.KEEP,
            files.claim().toString(),
            "pty",
            files.marker().toString(),
            files.keys().toString()));
  }

  @Override
  public boolean canKeep() {
    return true;
  }
}
