package dev.hob.cli;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a whole command line is written. */
final class Grammar {
  private static final List<Verb> VERBS =
      List.of(
          new RunVerb(),
          new PollVerb(),
          new WaitVerb(),
          new KillVerb(),
          new LogsVerb(),
          new WriteVerb(),
          new ListVerb(),
          new ShowVerb(),
          new AgainVerb(),
          new RmVerb(),
          new ClearVerb(),
          new ServeVerb(),
          new StopVerb(),
          new DoctorVerb(),
          new CompletionsVerb(),
          new VersionVerb(),
          new HelpVerb());

  /** Verbs that hob will have, and does not have yet. */
  private static final Set<String> LATER =
      Set.of(
          "screen", "resize", "attach", "watch", "notices", "search", "gc", "pin", "reindex",
          "export", "import", "install", "hook", "mcp");

  private static final int LEAST_COLUMNS = 60;
  private static final int MOST_COLUMNS = 110;

  private Grammar() {}

  /** What the command line says: a verb, or only flags. */
  record Sentence(Optional<Verb> verb, Flags flags, CommandLine place) {
    boolean asksForHelp() {
      return flags.has("--help");
    }

    boolean asksForVersion() {
      return verb.isEmpty() && flags.has("--version");
    }
  }

  static Sentence parse(List<String> arguments) throws RefusedException {
    CommandLine whole = commandLine();
    try {
      return sentence(whole, whole.parseArgs(arguments.toArray(String[]::new)));
    } catch (UnmatchedArgumentException e) {
      throw new RefusedException(unmatched(e));
    } catch (ParameterException e) {
      throw RefusedException.badRequest(firstLine(e), seeHelp(e));
    }
  }

  private static Sentence sentence(CommandLine whole, ParseResult parsed) {
    if (!parsed.hasSubcommand()) {
      return new Sentence(Optional.empty(), new Flags(parsed, parsed), whole);
    }
    ParseResult verb = parsed.subcommand();
    Flags flags = new Flags(verb, parsed);
    return new Sentence(verb(verb.commandSpec().name()), flags, verb.commandSpec().commandLine());
  }

  private static Optional<Verb> verb(String name) {
    return VERBS.stream().filter(it -> it.spec().name().equals(name)).findFirst();
  }

  /** A new one each time: it keeps what was parsed with it. */
  static CommandLine commandLine() {
    CommandLine whole = new CommandLine(whole());
    VERBS.stream().map(Verb::spec).forEach(it -> whole.addSubcommand(it.name(), it));
    return whole
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setTrimQuotes(false)
        .setCaseInsensitiveEnumValuesAllowed(false);
  }

  private static CommandSpec whole() {
    CommandSpec spec =
        VerbSpec.of("hob", "Runs shell commands in the background for coding agents.")
            .example("hob run --wait 10s -- make test");
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .arity("0")
            .type(boolean.class)
            .versionHelp(true)
            .description("Show the version, and do nothing.")
            .build());
    spec.usageMessage()
        .customSynopsis("hob [FLAGS] VERB [FLAGS] [WORD…]")
        .commandListHeading("\nVerbs:\n");
    return spec;
  }

  private static Refusal unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    boolean isVerb = !first.startsWith("-") && !e.getCommandLine().getSubcommands().isEmpty();
    if (isVerb && LATER.contains(first)) {
      return Refusal.of(
          RefusalCode.UNSUPPORTED,
          "hob " + first + " is not there yet",
          "a later version of hob will have it");
    }
    return Refusal.of(
        RefusalCode.BAD_REQUEST,
        "unknown " + kind(first, isVerb) + ": " + Plain.line(first),
        nearest(e).map(it -> "did you mean " + it + "?").orElseGet(() -> seeHelp(e)));
  }

  private static String kind(String first, boolean isVerb) {
    if (isVerb) {
      return "verb";
    }
    return first.startsWith("-") ? "flag" : "word";
  }

  private static Optional<String> nearest(UnmatchedArgumentException e) {
    return e.getSuggestions().stream().findFirst().map(Plain::line);
  }

  private static String firstLine(ParameterException e) {
    return Plain.line(String.valueOf(e.getMessage()));
  }

  private static String seeHelp(ParameterException e) {
    return "see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
  }

  static String usage(CommandLine place, Look look) {
    int columns = look.people() ? look.columns() : MOST_COLUMNS;
    place
        .setUsageHelpWidth(Math.max(LEAST_COLUMNS, Math.min(columns, MOST_COLUMNS)))
        .setUsageHelpLongOptionsMaxWidth(LEAST_COLUMNS / 2);
    return place.getUsageMessage(
        look.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF);
  }
}
