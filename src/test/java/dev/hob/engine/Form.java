package dev.hob.engine;

import dev.hob.app.RunningEngine;
import dev.hob.process.pipe.NativePrograms;
import dev.hob.process.pipe.PipeLauncher;
import dev.hob.testing.NotRun;
import java.util.stream.Stream;

/**
 * The forms of wrapper and keeper. They keep one contract, and so they go through the same tests.
 */
public enum Form {
  NATIVE,
  SCRIPT;

  public RunningEngine.Options options() {
    return this == NATIVE
        ? RunningEngine.Options.DEFAULT
        : RunningEngine.Options.DEFAULT.launching(PipeLauncher::withScripts);
  }

  /** Those that this machine has. */
  public static Stream<Form> here() {
    if (NativePrograms.here().isPresent()) {
      return Stream.of(values());
    }
    NotRun.because("the native form of wrapper and keeper", "no C compiler made it");
    return Stream.of(SCRIPT);
  }
}
