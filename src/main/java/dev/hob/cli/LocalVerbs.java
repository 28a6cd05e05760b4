package dev.hob.cli;

import dev.hob.api.Caller;
import dev.hob.model.SessionKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The verbs that are about the daemon itself. Each returns the exit status. */
public interface LocalVerbs {

  int serve(Serve wish, Streams streams) throws IOException, InterruptedException;

  int stop(Streams streams) throws IOException, InterruptedException;

  /**
   * Says whether hob is well.
   *
   * @param caller as whom hob sees the one who asks
   */
  int doctor(Caller caller, Streams streams) throws IOException, InterruptedException;

  /** What the registry says of a process and its ancestors, where no daemon is asked. */
  default Optional<SessionKey> sessionOf(long pid) {
    return Optional.empty();
  }

  /**
   * How the daemon is to run.
   *
   * @param idleTimeout how long it stays with nothing to do
   * @param tcpPort of the loopback; none: only the socket
   */
  record Serve(Optional<Duration> idleTimeout, OptionalInt tcpPort) {}

  /**
   * Where the answer goes.
   *
   * @param json as one line of JSON instead of text
   */
  record Streams(OutputStream out, OutputStream err, boolean json) {}
}
