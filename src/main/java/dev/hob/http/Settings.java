package dev.hob.http;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * How a server is reached, and what it is given.
 *
 * @param socket in a folder that only this user can enter
 * @param timers runs short pieces of work; it is not shut down
 * @param troubles hears of what a service got wrong
 */
public record Settings(
    Optional<Path> socket,
    Optional<Loopback> loopback,
    Limits limits,
    ScheduledExecutorService timers,
    InstantSource wall,
    Consumer<String> troubles) {

  /**
   * A port on 127.0.0.1.
   *
   * @param port 0 for any
   * @param token what each request must carry as {@code Authorization: Bearer}
   */
  public record Loopback(int port, String token) {
    public Loopback {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("a port without a token is open to every user");
      }
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Loopback[port=" + port + "]";
    }
  }

  /**
   * Bounds of what clients can ask for.
   *
   * @param body bytes of the body of a verb
   * @param commandLine bytes of the body of a call of the launcher
   * @param headers bytes of a request's line and headers
   * @param idle how long a connection may be there without a whole request
   * @param bodyTime how long one body may take to arrive
   * @param connections how many may be open
   * @param requests how many may be in progress
   */
  public record Limits(
      int body,
      int commandLine,
      int headers,
      Duration idle,
      Duration bodyTime,
      int connections,
      int requests) {
    private static final int MIB = 1 << 20;

    /** A body holds at most an input of 64 MiB, and what JSON and base64 add to it. */
    public static final Limits DEFAULT =
        new Limits(
            80 * MIB, 80 * MIB, 16 << 10, Duration.ofSeconds(30), Duration.ofSeconds(60), 512, 512);
  }
}
