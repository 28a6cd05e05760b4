package dev.hob.cli;

import dev.hob.api.Caller;
import java.io.OutputStream;
import java.util.List;

/** Calls, for tests of what lies below a verb. */
final class CliCalls {
  private CliCalls() {}

  static Call at(Cli cli, OutputStream err, String... arguments) {
    try {
      Invocation invocation = cli.invocation(List.of(arguments));
      Look look = Look.of(invocation, Cli.NOW);
      Console console = new Console(OutputStream.nullOutputStream(), err, look, false);
      return new Call(
          invocation,
          Grammar.parse(List.of(arguments)).flags(),
          console,
          cli.surroundings(),
          new Offers());
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  static Caller caller(Call call) {
    try {
      return call.caller();
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }
}
