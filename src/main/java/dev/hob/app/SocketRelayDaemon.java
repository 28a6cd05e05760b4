package dev.hob.app;

import dev.hob.client.DaemonSocket;
import dev.hob.mcp.RelayDaemon;
import dev.hob.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reaches the daemon at its socket. The launcher finds it and starts it: out of reach of a client
 * that ends its server with all its children.
 */
final class SocketRelayDaemon implements RelayDaemon {
  private static final int UNAVAILABLE = 503;

  private final String starter;
  private final AtomicReference<Optional<DaemonSocket>> known =
      new AtomicReference<>(Optional.empty());

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
      known.set(Optional.empty());
      throw new IOException("the daemon has gone in the middle of the call", e);
    }
    if (reply.status() == UNAVAILABLE) {
      known.set(Optional.empty());
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
    Optional<DaemonSocket> there =
        Objects.requireNonNull(known.get()).filter(DaemonSocket::answers);
    if (there.isPresent()) {
      return there.get();
    }
    synchronized (this) {
      there = Objects.requireNonNull(known.get()).filter(DaemonSocket::answers);
      DaemonSocket socket = there.isPresent() ? there.get() : started();
      known.set(Optional.of(socket));
      return socket;
    }
  }

  private DaemonSocket started() throws NotReachedException {
    try {
      Program.Said said = Program.run(List.of(starter, "--start-daemon"));
      List<String> lines = said.text().lines().toList();
      if (said.status() != 0 || lines.isEmpty()) {
        throw new NotReachedException(
            lines.isEmpty() ? "the daemon did not start" : String.join("; ", lines));
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
