package dev.hob.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
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
          new NoticesVerb(),
          new WatchVerb(),
          new SessionsVerb(),
          new WriteVerb(),
          new ResizeVerb(),
          new ListVerb(),
          new ShowVerb(),
          new AgainVerb(),
          new RmVerb(),
          new ClearVerb(),
          new McpVerb(),
          new ServeVerb(),
          new StopVerb(),
          new DoctorVerb(),
          new CompletionsVerb(),
          new VersionVerb(),
          new HelpVerb());

  /** Verbs that hob will have, and does not have yet. */
  private static final Set<String> LATER =
      Set.of(
          "screen", "attach", "search", "gc", "pin", "reindex", "export", "import", "install",
          "hook");

  private static final int LEAST_COLUMNS = 60;
  private static final int MOST_COLUMNS = 110;

  private Grammar() {}

  /** What the command line says: a verb, or only flags. */
  record Sentence(Optional<Verb> verb, Flags flags) {
    boolean asksForHelp() {
      return flags.has("--help");
    }

    boolean asksForVersion() {
      return verb.isEmpty() && flags.has("--version");
    }
  }

  /** Reads one line after the other. To write one down takes longer than to read a line with it. */
  private static final class Reader {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final CommandLine whole;

    Reader(Predicate<Verb> wanted) {
      whole = commandLine(wanted);
    }

    Sentence read(List<String> arguments) throws RefusedException {
      lock.lock();
      try {
        ParseResult parsed = whole.parseArgs(arguments.toArray(String[]::new));
        ParseResult verb = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        // Next to --help, what is not known is no error to picocli.
        List<String> unknown = verb.unmatched();
        if (!unknown.isEmpty()) {
          throw new RefusedException(unknown(unknown.get(0), verb.commandSpec().commandLine()));
        }
        return new Sentence(
            parsed.hasSubcommand() ? verb(verb.commandSpec().name()) : Optional.empty(),
            Flags.of(verb, parsed));
      } catch (UnmatchedArgumentException e) {
        throw new RefusedException(unknown(e.getUnmatched().get(0), e.getCommandLine()));
      } catch (ParameterException e) {
        throw RefusedException.badRequest(message(e), seeHelp(e.getCommandLine()));
      } finally {
        lock.unlock();
      }
    }
  }

  /** By the verb that the line names; those that name none or several are rare. */
  private static final Map<String, Reader> READERS = new ConcurrentHashMap<>();

  static Sentence parse(List<String> arguments) throws RefusedException {
    // What is not named is not meant.
    int end = arguments.indexOf("--");
    List<String> hob = end < 0 ? arguments : arguments.subList(0, end);
    List<String> named = VERBS.stream().map(Verb::name).filter(hob::contains).toList();
    Reader reader =
        named.size() == 1
            ? READERS.computeIfAbsent(
                named.get(0), it -> new Reader(verb -> verb.name().equals(it)))
            : new Reader(it -> named.contains(it.name()));
    return reader.read(arguments);
  }

  private static Optional<Verb> verb(String name) {
    return VERBS.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** A new one each time, for it keeps what was read with it. */
  static CommandLine commandLine() {
    return commandLine(it -> true);
  }

  private static CommandLine commandLine(Predicate<Verb> wanted) {
    CommandLine whole = new CommandLine(whole());
    VERBS.stream().filter(wanted).forEach(it -> whole.addSubcommand(it.name(), it.spec()));
    return whole
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setTrimQuotes(false)
        .setAllowSubcommandsAsOptionParameters(true);
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

  private static Refusal unknown(String word, CommandLine place) {
    boolean isVerb = !isFlag(word) && isWhole(place);
    if (isVerb && LATER.contains(word)) {
      return Refusal.of(
          RefusalCode.UNSUPPORTED,
          "hob " + word + " is not there yet",
          "a later version of hob will have it");
    }
    return Refusal.of(
        RefusalCode.BAD_REQUEST,
        "unknown " + kind(word, isVerb) + ": " + Plain.line(word),
        Nearest.of(word, known(word, place))
            .map(it -> "did you mean " + it + "?")
            .orElseGet(() -> seeHelp(place)));
  }

  private static boolean isWhole(CommandLine place) {
    return place.getParent() == null;
  }

  private static boolean isFlag(String word) {
    return word.startsWith("-");
  }

  private static String kind(String word, boolean isVerb) {
    if (isVerb) {
      return "verb";
    }
    return isFlag(word) ? "flag" : "word";
  }

  private static Collection<String> known(String word, CommandLine place) {
    return isFlag(word)
        ? place.getCommandSpec().optionsMap().keySet()
        : VERBS.stream().filter(it -> isWhole(place)).map(Verb::name).toList();
  }

  private static String message(ParameterException e) {
    String message = Plain.line(String.valueOf(e.getMessage()));
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String seeHelp(CommandLine place) {
    return "see " + place.getCommandSpec().qualifiedName() + " --help";
  }

  /** Of one verb, or of all. */
  static String usage(Optional<Verb> verb, Look look) {
    CommandLine whole = commandLine();
    CommandLine place = verb.map(it -> whole.getSubcommands().get(it.name())).orElse(whole);
    int columns = look.people() ? look.columns() : MOST_COLUMNS;
    place
        .setUsageHelpWidth(Math.max(LEAST_COLUMNS, Math.min(columns, MOST_COLUMNS)))
        .setUsageHelpLongOptionsMaxWidth(LEAST_COLUMNS / 2);
    return place.getUsageMessage(
        look.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF);
  }
}
