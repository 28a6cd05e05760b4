package dev.hob.cli;

import dev.hob.api.RunTask;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment of a command: {@code --env}, {@code --unset} and {@code --secret}. */
final class RunEnvironment {
  private RunEnvironment() {}

  static RunTask.Environment of(Flags flags, EnvironmentBlock inherited) throws RefusedException {
    Map<String, String> set = set(flags.texts("--env"));
    List<String> unset = flags.texts("--unset");
    for (String name : unset) {
      refuseIf(set.containsKey(name), "--env and --unset both name " + Plain.line(name));
    }
    return new RunTask.Environment(inherited, set, unset, Set.copyOf(flags.texts("--secret")));
  }

  private static Map<String, String> set(List<String> entries) throws RefusedException {
    Map<String, String> set = new LinkedHashMap<>();
    for (String entry : entries) {
      int equals = entry.indexOf('=');
      // What stands there may be a secret: it is not shown.
      refuseIf(equals <= 0, "--env takes NAME=VALUE, and one of them is not");
      set.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    return set;
  }

  private static void refuseIf(boolean bad, String message) throws RefusedException {
    if (bad) {
      throw new RefusedException(Refusal.of(RefusalCode.BAD_ENV, message, "see hob run --help"));
    }
  }
}
