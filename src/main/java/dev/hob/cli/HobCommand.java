package dev.hob.cli;

import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.function.Predicate;

/** The command {@code hob}: runs one call and returns its exit status. */
public final class HobCommand {
  /** As after Ctrl-C: the caller is gone, and the task is not. */
  private static final int INTERRUPTED = 130;

  /** The reply did not reach its reader; shown by nothing but the status. */
  private static final int READER_GONE = RefusalCode.INTERNAL.exitStatus();

  private final Surroundings surroundings;

  public HobCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Whether these arguments are answered without a daemon, so that none may be started. */
  public static boolean startsNoDaemon(List<String> arguments) {
    return !holds(
        arguments,
        it -> !it.asksForHelp() && it.verb().filter(verb -> verb.needsDaemon()).isPresent());
  }

  /** Whether the verb reads the caller's standard input. */
  public static boolean needsInput(List<String> arguments) {
    return holds(
        arguments,
        it ->
            !it.asksForHelp() && it.verb().filter(verb -> verb.needsInput(it.flags())).isPresent());
  }

  /** Of what cannot be read, nothing holds: it is refused by whoever sees it. */
  private static boolean holds(List<String> arguments, Predicate<Grammar.Sentence> claim) {
    try {
      return claim.test(Grammar.parse(arguments));
    } catch (RefusedException e) {
      return false;
    }
  }

  /** Never throws: what goes wrong is told to the caller. */
  public Ended run(Invocation call, OutputStream out, OutputStream err) {
    Look look = Look.of(call, surroundings.clock().instant());
    OutputStream guarded = new Console.Guarded(out);
    Grammar.Sentence said;
    try {
      said = Grammar.parse(call.arguments());
    } catch (RefusedException e) {
      Console console = new Console(guarded, err, look, saysJson(call.arguments()));
      return Ended.with(console.refuse(e.refusal()));
    }
    Console console = new Console(guarded, err, look, said.flags().has("--json"));
    return answered(said, new Call(call, said.flags(), console, surroundings, new Offers()));
  }

  private static Ended answered(Grammar.Sentence said, Call call) {
    try {
      int status = answer(said, call);
      return new Ended(status, call.offers().receipt());
    } catch (RefusedException e) {
      return broken(call, call.console().refuse(e.refusal()));
    } catch (ReaderGoneException | ClosedByInterruptException e) {
      // The second one where a file was being read when the caller went.
      return broken(call, READER_GONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken(call, INTERRUPTED);
    } catch (IOException | RuntimeException e) {
      return broken(call, call.console().refuse(internal(e)));
    }
  }

  /** What it had to tell did not come. */
  private static Ended broken(Call call, int status) {
    call.offers().release();
    return Ended.with(status);
  }

  /** What cannot be parsed is refused in the way that was asked for, too. */
  private static boolean saysJson(List<String> arguments) {
    int end = arguments.indexOf("--");
    return (end < 0 ? arguments : arguments.subList(0, end)).contains("--json");
  }

  private static Refusal internal(Exception e) {
    return e instanceof IOException
        ? Refusal.of(RefusalCode.INTERNAL, unreadable(e), "see hob doctor")
        : Refusal.of(
            RefusalCode.INTERNAL,
            Plain.line(e.toString()),
            "this is a defect of hob; see hob doctor");
  }

  private static String unreadable(Exception e) {
    String why = e.getMessage();
    return "reading or writing failed" + (why == null ? "" : ": " + Plain.line(why));
  }

  private static int answer(Grammar.Sentence said, Call call)
      throws RefusedException, IOException, InterruptedException {
    if (said.asksForHelp()) {
      call.console().print(Grammar.usage(said.verb(), call.console().look()));
      return ExitStatus.DONE;
    }
    Verb verb =
        said.asksForVersion() ? new VersionVerb() : said.verb().orElseThrow(HobCommand::none);
    return verb.run(call);
  }

  private static RefusedException none() {
    return RefusedException.badRequest("no verb was given", "see hob --help");
  }
}
