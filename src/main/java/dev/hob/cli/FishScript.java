package dev.hob.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish, which picocli does not write. */
final class FishScript {
  private final StringBuilder lines = new StringBuilder("# completions of hob for fish\n");

  private FishScript() {}

  static String of(CommandSpec whole) {
    FishScript script = new FishScript();
    whole.subcommands().forEach((name, verb) -> script.verb(name, verb.getCommandSpec()));
    whole.options().forEach(it -> script.option("__fish_use_subcommand", it));
    return script.lines.toString();
  }

  private void verb(String name, CommandSpec spec) {
    String purpose = spec.usageMessage().description()[0];
    begin("__fish_use_subcommand").append(" -f -a ").append(name).append(words(purpose));
    spec.options().forEach(it -> option("__fish_seen_subcommand_from " + name, it));
  }

  private void option(String when, OptionSpec option) {
    begin(when);
    for (String name : option.names()) {
      boolean isLong = name.startsWith("--");
      lines.append(isLong ? " -l " : " -s ").append(name.substring(isLong ? 2 : 1));
    }
    if (option.arity().max() > 0) {
      lines.append(" -r");
    }
    if (option.completionCandidates() != null) {
      lines.append(" -f -a ").append(quoted(String.join(" ", option.completionCandidates())));
    }
    lines.append(words(option.description()[0]));
  }

  private StringBuilder begin(String when) {
    return lines.append("complete -c hob -n ").append(quoted(when));
  }

  private static String words(String description) {
    return " -d " + quoted(description) + "\n";
  }

  /** Within quotes, fish knows escapes for these two only. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
