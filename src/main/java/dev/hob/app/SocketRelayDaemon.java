package dev.hob.app;

import dev.hob.client.DaemonSocket;
import dev.hob.mcp.RelayDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reaches the daemon at its socket. The launcher finds it and starts it: out of reach of a client
 * that ends its server with all its children.
 */
final class SocketRelayDaemon implements RelayDaemon {
  private static final int UNAVAILABLE = 503;

  private final String starter;
  private volatile Optional<DaemonSocket> known = Optional.empty();

  /**
   * @param starter the launcher's script
   */
  SocketRelayDaemon(String starter) {
    this.starter = starter;
  }

  @Override
  public byte[] ask(byte[] envelope) throws IOException, NotReachedException {
    DaemonSocket socket = reached();
    DaemonSocket.Reply reply;
    try {
      reply = socket.post("/v1/mcp", envelope);
    } catch (IOException e) {
      known = Optional.empty();
      throw new IOException("the daemon has gone in the middle of the call", e);
    }
    if (reply.status() == UNAVAILABLE) {
      known = Optional.empty();
      throw new NotReachedException("the daemon is leaving");
    }
    if (!reply.isOk()) {
      throw new NotReachedException(reply.text().strip());
    }
    return reply.bytes();
  }

  @Override
  public void start() {
    try {
      DaemonSocket ignored = reached();
    } catch (NotReachedException e) {
      // Whoever needs it tries again, and is told.
    }
  }

  /** One start is enough for all who come. */
  private DaemonSocket reached() throws NotReachedException {
    Optional<DaemonSocket> there = known.filter(DaemonSocket::answers);
    if (there.isPresent()) {
      return there.get();
    }
    synchronized (this) {
      there = known.filter(DaemonSocket::answers);
      DaemonSocket socket = there.isPresent() ? there.get() : started();
      known = Optional.of(socket);
      return socket;
    }
  }

  private DaemonSocket started() throws NotReachedException {
    try {
      Process process =
          new ProcessBuilder(starter, "--start-daemon").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines = said.lines().toList();
      if (process.waitFor() != 0 || lines.isEmpty()) {
        throw new NotReachedException(said.isBlank() ? "the daemon did not start" : said.strip());
      }
      return new DaemonSocket(Path.of(lines.get(lines.size() - 1)));
    } catch (IOException e) {
      throw new NotReachedException("the launcher cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReachedException("the call was given up");
    }
  }
}
