package dev.hob.cli;

import dev.hob.api.ReadyWhen;
import dev.hob.api.RunTask;
import dev.hob.api.TaskReply;
import dev.hob.model.CommandSpec.Capturing;
import dev.hob.model.CommandSpec.Terminal;
import dev.hob.model.Labels;
import dev.hob.model.Limits;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.WatchGoal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hob run}: starts a command. */
final class RunVerb implements Verb {
  private static final List<String> TERMINAL = List.of("--pty", "--rows", "--cols");

  @Override
  public String name() {
    return "run";
  }

  @Override
  public CommandSpec spec() {
    VerbSpec spec =
        VerbSpec.of(name(), "Starts a command in the background and prints its id.")
            .words("-- WORD…", "One word: shell text as it is. Several: a program and its words.")
            .value("--wait", "D", "Wait so long for its end; then print its output, not its id.")
            .value("--timeout", "D", "End the command after so long.")
            .value("--idle-timeout", "D", "End it after so long without output.");
    return surroundings(labels(spec))
        .endingAtTheFirstWord()
        .example("hob run --wait 10s --name tests -- make test");
  }

  private static VerbSpec labels(VerbSpec spec) {
    return spec.value("--name", "S", "Start it only if no live task has this name.")
        .value("--label", "S", "Find it again with hob list --label.")
        .value("--description", "S", "What it is for.")
        .value("--request-id", "S", "A repeated start returns the first one's task.")
        .flag("--notify", "Tell the session of its end; so it is without a flag.")
        .flag("--no-notify", "Tell nobody of its end.")
        .value("--ready", "COND", "Ready when: port:N, file:PATH, text:T or regex:R.");
  }

  private static VerbSpec surroundings(VerbSpec spec) {
    return spec.values("--env", "K=V", "Set a variable.")
        .values("--unset", "K", "Take a variable away.")
        .values("--secret", "NAME", "A variable whose value never reaches a file.")
        .value("--workdir", "DIR", "The folder that it runs in.")
        .value("--shell", "PATH", "The shell that runs it; else bash, else sh.")
        .value("--stdin", "null|-|FILE|open", "Its input: none, hob's own, a file, or hob write.")
        .flag("--merge", "Its stderr goes where its stdout goes.")
        .value("--output-cap", "SIZE", "End it when a stream grows beyond this.")
        .value("--grace", "D", "Between the signal that asks it to end and the one that ends it.")
        .flag("--pty", "Give it a terminal, to be typed into with hob write.")
        .value("--rows", "N", "Of the terminal; else 24.")
        .value("--cols", "N", "Of the terminal; else 80.");
  }

  @Override
  public boolean needsInput(Flags flags) {
    return flags.text("--stdin").filter(RunInput.OWN::equals).isPresent();
  }

  @Override
  public int run(Call call) throws RefusedException, IOException, InterruptedException {
    Optional<Duration> wait = call.flags().duration("--wait");
    RunTask request = request(call);
    TaskReply reply = Waiting.quietly(call.hob().run(request, wait.orElse(Duration.ZERO)));
    call.offers(reply.offer());
    return Started.tell(call, reply, wait.isPresent());
  }

  private static RunTask request(Call call) throws RefusedException, IOException {
    Flags flags = call.flags();
    flags.onlyOneOf("--notify", "--no-notify");
    RunTask request =
        new RunTask(
            call.caller().own(),
            wish(call),
            labels(call),
            flags.text("--label"),
            limits(flags),
            !flags.has("--no-notify"));
    Optional<String> ready = flags.text("--ready");
    return ready.isEmpty()
        ? request
        : request.readyWhen(ready(call, RefusedException.taken(ReadyWhen.parse(ready.get()))));
  }

  private static WatchGoal ready(Call call, WatchGoal goal) throws RefusedException {
    return goal instanceof WatchGoal.FileThere file
        ? new WatchGoal.FileThere(call.path(file.path(), RefusalCode.BAD_REQUEST))
        : goal;
  }

  private static RunTask.Wish wish(Call call) throws RefusedException, IOException {
    Flags flags = call.flags();
    return new RunTask.Wish(
        Quoting.command(flags.several("a command")),
        workdir(call),
        shell(call),
        call.invocation().umask(),
        RunEnvironment.of(flags, call.invocation().environment()),
        RunInput.of(call),
        new Capturing(flags.has("--merge"), Optional.empty()),
        terminal(flags));
  }

  /** Who gives a size wants a terminal. */
  private static Terminal terminal(Flags flags) throws RefusedException {
    return TERMINAL.stream().anyMatch(flags::has)
        ? new Terminal(
            true,
            flags.number("--rows", 1, Terminal.MOST),
            flags.number("--cols", 1, Terminal.MOST))
        : Terminal.PIPES;
  }

  /** Who is in a folder that was removed is told so: no path leads on from there. */
  private static String workdir(Call call) throws RefusedException {
    String workdir = call.flags().text("--workdir").orElse("");
    if (call.invocation().folder().isEmpty() && !workdir.startsWith("/")) {
      throw new RefusedException(
          Refusal.of(RefusalCode.BAD_WORKDIR, "the folder you are in is gone", "give --workdir"));
    }
    return call.path(workdir, RefusalCode.BAD_WORKDIR);
  }

  /** A path is meant from here; a bare name is hob's to find. */
  private static Optional<String> shell(Call call) throws RefusedException {
    Optional<String> shell = call.flags().text("--shell");
    return shell.isPresent() && shell.get().contains("/")
        ? Optional.of(call.path(shell.get(), RefusalCode.BAD_SHELL))
        : shell;
  }

  private static Labels labels(Call call) {
    Flags flags = call.flags();
    String requestId = flags.text("--request-id").orElse(call.invocation().callId());
    return new Labels(flags.text("--name"), flags.text("--description"), Optional.of(requestId));
  }

  private static Limits limits(Flags flags) throws RefusedException {
    return new Limits(
        flags.duration("--timeout"),
        flags.duration("--idle-timeout"),
        flags.duration("--grace"),
        flags.size("--output-cap"));
  }
}
