package dev.hob.app;

import dev.hob.cli.HobCommand;
import dev.hob.cli.Invocation;
import dev.hob.cli.LocalVerbs;
import dev.hob.cli.Surroundings;
import dev.hob.model.EnvironmentBlock;
import dev.hob.model.Refusal;
import dev.hob.model.RefusalCode;
import dev.hob.model.Result;
import dev.hob.process.ThisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The program in its own JVM: the daemon, the verbs about it, and what the launcher does not do
 * itself.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.setProperty("java.util.logging.manager", LateLogs.class.getName());
    // Not the console's own: what is shown is bytes, and it is shown at once.
    PrintStream out = System.out;
    PrintStream err = System.err;
    if (Home.said("training").isPresent()) {
      System.exit(Training.in(Path.of(Home.said("training").get())));
    }
    if (DaemonVerbs.isDetached()) {
      // Its launcher waits, and nothing was said that would have to be read.
      System.exit(
          new DaemonVerbs().serve(DaemonVerbs.USUAL, new LocalVerbs.Streams(out, err, false)));
    }
    Invocation call = call(List.of(arguments));
    int status =
        HobCommand.startsNoDaemon(call.arguments())
            ? new HobCommand(surroundings()).run(call, out, err).status()
            : Relay.toDaemon(call, out, err);
    out.flush();
    System.exit(status);
  }

  private static Surroundings surroundings() {
    return new Surroundings(
        () ->
            Result.refused(
                Refusal.of(RefusalCode.DAEMON_UNREACHABLE, "this needs the daemon", "use bin/hob")),
        InstantSource.system(),
        Version.ofThis().text(),
        new DaemonVerbs());
  }

  private static Invocation call(List<String> arguments) throws IOException {
    String tty = Home.said("tty").orElse("000");
    return new Invocation(
        arguments,
        Home.userFolder(),
        environment(),
        new Invocation.Terminal(
            tty.startsWith("1"), tty.startsWith("1", 1), tty.startsWith("1", 2), columns()),
        Home.said("umask"),
        () -> Optional.of(System.in),
        pid(),
        Home.said("call").orElse("java-" + System.nanoTime()));
  }

  /** The launcher's, which is there as long as the call is; else what the launcher has become. */
  private static OptionalLong pid() {
    return OptionalLong.of(
        Home.said("pid")
            .filter(it -> it.matches("[0-9]{1,10}"))
            .map(Long::parseLong)
            .orElseGet(ThisProcess::pid));
  }

  private static int columns() {
    return Home.said("columns")
        .filter(it -> it.matches("[0-9]{1,4}"))
        .map(Integer::parseInt)
        .orElse(0);
  }

  /** Where the system shows it, the launcher's own, byte for byte. */
  private static EnvironmentBlock environment() throws IOException {
    Optional<Path> block = Home.said("environment").map(Path::of).filter(Files::isReadable);
    return block.isPresent()
        ? EnvironmentBlock.ofNulSeparated(Files.readAllBytes(block.get()))
        : EnvironmentBlock.of(System.getenv());
  }
}
