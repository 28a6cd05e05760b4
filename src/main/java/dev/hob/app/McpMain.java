package dev.hob.app;

import dev.hob.mcp.Relay;
import dev.hob.model.EnvironmentBlock;
import dev.hob.process.ThisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * {@code hob mcp}: a relay between a client's pipes and the daemon. It is started by every agent
 * that there is, so it loads as little as it can.
 */
public final class McpMain {
  private static final long STACK = 256 << 10;
  private static final int USAGE = 64;
  private static final String SESSION = "--session";

  /** As lib/hob.sh does. */
  private static final String ASIDE = "HOB_WAS_";

  private static final List<String> PUT_ASIDE =
      List.of("LC_ALL", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private McpMain() {}

  public static void main(String[] arguments) throws IOException {
    List<String> given = List.of(arguments);
    boolean named = given.size() == 3 && given.get(1).equals(SESSION);
    if (given.size() != 1 && !named) {
      System.err.println("hob: hob mcp takes --session S and nothing else; see hob mcp --help");
      System.exit(USAGE);
    }
    Optional<String> session = named ? Optional.of(given.get(2)) : Optional.empty();
    ThreadFactory threads =
        work -> {
          Thread thread = new Thread(null, work, "hob-mcp", STACK);
          thread.setDaemon(true);
          return thread;
        };
    new Relay(
            new Relay.Ends(System.in, System.out),
            new Relay.Threads(
                Executors.newCachedThreadPool(threads),
                Executors.newSingleThreadScheduledExecutor(threads)),
            Home.said("version").orElse("unknown"),
            () -> who(session),
            new SocketRelayDaemon(Home.said("starter").orElseThrow()))
        .run();
    System.exit(0);
  }

  private static final String RUN = UUID.randomUUID().toString();

  private static Relay.Who who(Optional<String> session) {
    return new Relay.Who(
        Home.userFolder(),
        ThisProcess.pid(),
        session,
        Home.said("umask"),
        RUN,
        environment().nulSeparated());
  }

  /** What would disturb this JVM the launcher has put aside; the command gets it all the same. */
  private static EnvironmentBlock environment() {
    EnvironmentBlock block = asStarted();
    for (String name : PUT_ASIDE) {
      Optional<String> was = block.value(ASIDE + name);
      block = was.isPresent() ? block.with(Map.of(name, was.get())) : block.without(List.of(name));
      block = block.without(List.of(ASIDE + name));
    }
    return block;
  }

  private static EnvironmentBlock asStarted() {
    Path own = Path.of("/proc/self/environ");
    try {
      return Files.isReadable(own)
          ? EnvironmentBlock.ofNulSeparated(Files.readAllBytes(own))
          : EnvironmentBlock.of(System.getenv());
    } catch (IOException e) {
      return EnvironmentBlock.of(System.getenv());
    }
  }
}
