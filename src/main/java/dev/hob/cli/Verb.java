package dev.hob.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One verb: how it is written, and what it does. */
interface Verb {

  String name();

  /** A new one each time: a spec keeps what was parsed with it. */
  CommandSpec spec();

  /** Returns the exit status. */
  int run(Call call) throws RefusedException, IOException, InterruptedException;

  /** Whether it is worth starting a daemon for. */
  default boolean needsDaemon() {
    return true;
  }

  /** Whether it reads the caller's standard input. */
  default boolean needsInput(Flags flags) {
    return false;
  }
}
