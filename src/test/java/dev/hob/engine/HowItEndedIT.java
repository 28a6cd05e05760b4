package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.app.RunningEngine;
import dev.hob.model.Outcome;
import dev.hob.model.TaskRecord;
import dev.hob.model.TaskState;
import dev.hob.process.ProcessTable;
import dev.hob.process.pipe.NativePrograms;
import dev.hob.testing.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands end in every way, under every wrapper that there may be, watched or not. */
class HowItEndedIT {
  @TempDir private Path temp;

  /** The wrappers, by what runs them. */
  enum Wrapper {
    NATIVE(""),
    DASH("/bin/dash"),
    BASH("/bin/bash -p"),
    /** As on systems whose {@code sh} is bash. */
    BASH_AS_SH("sh -p"),
    BUSYBOX("/usr/bin/busybox sh");

    private final String command;

    Wrapper(String command) {
      this.command = command;
    }

    private List<String> words() {
      return List.of(command.split(" "));
    }

    boolean isHere() {
      return switch (this) {
        case NATIVE -> NativePrograms.here().isPresent();
        case BASH_AS_SH -> Files.exists(Path.of("/bin/bash"));
        default -> Files.exists(Path.of(words().get(0)));
      };
    }

    RunningEngine.Options options(Path folder) throws IOException {
      if (this == NATIVE) {
        return Form.NATIVE.options();
      }
      List<String> words = new ArrayList<>(words());
      if (this == BASH_AS_SH) {
        Path sh = folder.resolve("sh");
        if (!Files.exists(sh)) {
          Files.createSymbolicLink(sh, Path.of("/bin/bash"));
        }
        words.set(0, sh.toString());
      }
      return RunningEngine.Options.DEFAULT.launching(it -> it.withWrapperShell(words));
    }
  }

  /** What nobody sees but a program that asks the system itself. */
  private static Map<String, Outcome> ends(Wrapper wrapper) {
    Map<String, Outcome> ends = new LinkedHashMap<>(ENDS);
    if (wrapper == Wrapper.NATIVE) {
      ends.put("kill -INT $$", new Outcome.Signaled(2, false));
      ends.put("exit 141", Outcome.Exited.with(141));
    }
    return ends;
  }

  private static final Map<String, Outcome> ENDS = ends();

  private static Map<String, Outcome> ends() {
    Map<String, Outcome> ends = new LinkedHashMap<>();
    for (int code : List.of(0, 1, 3, 127, 255)) {
      ends.put("exit " + code, Outcome.Exited.with(code));
    }
    for (int signal : List.of(9, 11, 15)) {
      ends.put("kill -" + signal + " $$", new Outcome.Signaled(signal, false));
      ends.put("exit " + (128 + signal), Outcome.Exited.with(128 + signal));
      ends.put("(exit " + (128 + signal) + ")", Outcome.Exited.with(128 + signal));
    }
    ends.put("exec sh -c 'exit 6'", Outcome.Exited.with(6));
    ends.put("exec sh -c 'kill -9 $$'", new Outcome.Signaled(9, false));
    ends.put("if", Outcome.Exited.with(2));
    ends.put("no-such-program-anywhere", Outcome.Exited.with(127));
    ends.put("kill 0", new Outcome.Signaled(15, false));
    ends.put("kill -9 0", new Outcome.Signaled(9, false));
    ends.put("kill -TERM $PPID; sleep 0.05; exit 5", Outcome.Exited.with(5));
    ends.put("kill -9 $PPID; exit 0", new Outcome.Lost(Outcome.Lost.NO_MARKER));
    ends.put("exec 0<&- 1>&- 2>&-; exit 4", Outcome.Exited.with(4));
    ends.put("(sleep 0.1; kill -CONT $$) & kill -STOP $$; exit 8", Outcome.Exited.with(8));
    ends.put("trap 'exit 9' TERM; kill $$", Outcome.Exited.with(9));
    ends.put("kill -INT $$", new Outcome.Exited(130, Outcome.Certainty.MAYBE_SIGNAL));
    ends.put("exit 141", new Outcome.Exited(141, Outcome.Certainty.MAYBE_SIGNAL));
    return ends;
  }

  private Optional<RunningEngine.Options> wrappedBy(Wrapper wrapper) throws IOException {
    if (!wrapper.isHere()) {
      NotRun.because("HowItEndedIT " + wrapper, "there is no such wrapper");
      return Optional.empty();
    }
    return Optional.of(wrapper.options(temp));
  }

  @ParameterizedTest
  @EnumSource(Wrapper.class)
  void everyEndIsRecordedAsItWas(Wrapper wrapper) throws Exception {
    Optional<RunningEngine.Options> options = wrappedBy(wrapper);
    if (options.isEmpty()) {
      return;
    }
    Map<String, Outcome> seen = new LinkedHashMap<>();
    try (TestEngine engine = TestEngine.in(temp, options.get())) {
      Map<String, TaskRecord> started = new LinkedHashMap<>();
      ends(wrapper).keySet().forEach(it -> started.put(it, engine.start(it)));
      started.forEach((it, task) -> seen.put(it, TestEngine.ended(engine.end(task)).outcome()));
    }

    assertEquals(ends(wrapper), seen);
  }

  /** Commands wait until the engine is gone, and end before the next one comes. */
  @ParameterizedTest
  @EnumSource(Wrapper.class)
  void everyEndIsRecordedAsItWasWhileNobodyRan(Wrapper wrapper) throws Exception {
    Optional<RunningEngine.Options> options = wrappedBy(wrapper);
    if (options.isEmpty()) {
      return;
    }
    Path gate = temp.resolve("gate");
    Map<String, TaskRecord> started = new LinkedHashMap<>();
    TestEngine first = TestEngine.in(temp, options.get());
    ends(wrapper)
        .keySet()
        .forEach(
            it ->
                started.put(
                    it, first.start("until [ -e " + gate + " ]; do sleep 0.2; done\n" + it)));
    first.abandon();
    Files.createFile(gate);
    started.values().forEach(task -> awaitGone(task));
    Map<String, Outcome> seen = new LinkedHashMap<>();
    try (TestEngine second = TestEngine.in(temp, options.get())) {
      started.forEach((it, task) -> seen.put(it, TestEngine.ended(second.end(task)).outcome()));
    }

    assertEquals(ends(wrapper), seen);
  }

  private static void awaitGone(TaskRecord task) {
    long wrapper =
        task.state() instanceof TaskState.Running running
            ? running.process().fold(it -> it.pid(), it -> 0L)
            : 0L;
    TestEngine.awaitThat(
        () -> ProcessTable.ofPlatform().look(wrapper).isEmpty(),
        () -> "the wrapper " + wrapper + " still lives");
  }

  private static final Set<Integer> END_NOTHING = Set.of(17, 18, 19, 20, 21, 22, 23, 28);

  /** Each, also a real-time one, and apart from a command that exits with the code of it. */
  @Test
  void everySignalIsToldByTheProgram() throws Exception {
    Optional<RunningEngine.Options> options = wrappedBy(Wrapper.NATIVE);
    if (options.isEmpty()) {
      return;
    }
    Map<String, Outcome> expected = new LinkedHashMap<>();
    for (int signal = 1; signal <= 64; signal++) {
      if (!END_NOTHING.contains(signal) && signal != 32 && signal != 33) {
        expected.put("exec env kill -" + signal + " $$", new Outcome.Signaled(signal, false));
      }
      expected.put("exit " + (128 + signal), Outcome.Exited.with(128 + signal));
    }
    Map<String, Outcome> seen = new LinkedHashMap<>();
    try (TestEngine engine = TestEngine.in(temp, options.get())) {
      for (String command : expected.keySet()) {
        TaskRecord task = engine.run("ulimit -c 0; " + command);
        seen.put(command, TestEngine.ended(task).outcome());
      }
    }

    assertEquals(expected, seen);
  }

  @Test
  void aCoreDumpIsToldWhereTheSystemMakesOne() {
    try (TestEngine engine = TestEngine.in(temp)) {
      TaskRecord task = engine.run("cd " + temp + "; ulimit -c unlimited; kill -ABRT $$");

      Outcome.Signaled signaled = (Outcome.Signaled) TestEngine.ended(task).outcome();
      assertEquals(6, signaled.signal());
    }
  }
}
