package dev.hob.mcp;

import java.util.List;
import java.util.Optional;

/**
 * What a relay brings to the daemon: a client's message, who the client is, and which notices it
 * has had by now.
 *
 * <p>A class, for bytes are not compared.
 */
final class Envelope {
  private final Client client;
  private final byte[] environment;
  private final List<String> came;
  private final byte[] message;

  /**
   * Who speaks.
   *
   * @param name what the client calls itself; empty where it does not
   * @param folder where it was started
   * @param pid of the relay, whose ancestors are known to the registry; 0 where there is none
   * @param session named by who has set hob up; absent: found out
   * @param umask of the client, in octal; absent: the usual one
   * @param call the same for a call that is sent once more
   */
  record Client(
      String name,
      String folder,
      long pid,
      Optional<String> session,
      Optional<String> umask,
      String call) {}

  Envelope(Client client, byte[] environment, List<String> came, byte[] message) {
    this.client = client;
    this.environment = environment.clone();
    this.came = List.copyOf(came);
    this.message = message.clone();
  }

  Client client() {
    return client;
  }

  /** The whole of the client's, entries ended by NUL. */
  byte[] environment() {
    return environment.clone();
  }

  /** Ids of notices. */
  List<String> came() {
    return came;
  }

  byte[] message() {
    return message.clone();
  }
}
