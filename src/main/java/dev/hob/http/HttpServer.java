package dev.hob.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Serves a {@link Service} until it is closed. */
public final class HttpServer implements AutoCloseable {
  /**
   * For each door one that accepts, and one that selects and runs handlers, which never wait; the
   * others stand in for it.
   */
  private static final int MAX_THREADS = 12;

  private static final int MIN_THREADS = 2;
  private static final int IDLE_THREAD_MILLIS = 10_000;

  /** Requests and replies pass through buffers of this size. */
  private static final int BUFFER = 8 << 10;

  private static final int LARGEST_POOLED = 64 << 10;

  /** What the pool may keep, of memory on the heap and of memory outside of it. */
  private static final long POOLED_BYTES = 4L << 20;

  /** How long a close waits for replies that are on their way. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  /** A launcher that has its reply needs a new connection for the end, and no more. */
  private static final Duration UNTIL_THE_END_IS_ASKED = Duration.ofSeconds(1);

  /** Held here, because loggers that nobody holds forget their level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  /** Warns of odd requests, so that a client could fill the log. */
  private static final Logger JETTY_PARSER = Logger.getLogger("org.eclipse.jetty.http");

  private final Server server;
  private final List<Door> doors;
  private final Work work;
  private final Connections connections;
  private final Desks desks;
  private final Front front;
  private final ScheduledFuture<?> looking;

  /** Loads what an {@link #open} needs, so that it is faster later; nothing else happens. */
  public static void load() {
    Server server = new Server(threads(), new ScheduledExecutorScheduler(), buffers());
    server.setErrorHandler(new ParserErrors());
    new HttpConnectionFactory(configuration(Settings.Limits.DEFAULT)).getProtocol();
  }

  /** Serves as soon as this returns. */
  public static HttpServer open(Settings settings, Service service) throws IOException {
    List<Door> doors = new ArrayList<>();
    try {
      if (settings.socket().isPresent()) {
        doors.add(SocketDoor.bind(settings.socket().get()));
      }
      if (settings.loopback().isPresent()) {
        doors.add(LoopbackDoor.bind(settings.loopback().get()));
      }
      return new HttpServer(settings, service, doors).start();
    } catch (IOException | RuntimeException e) {
      for (Door door : doors) {
        door.hide();
        door.close();
      }
      throw e;
    }
  }

  private HttpServer(Settings settings, Service service, List<Door> doors) {
    JETTY.setLevel(Level.WARNING);
    JETTY_PARSER.setLevel(Level.SEVERE);
    Settings.Limits limits = settings.limits();
    this.doors = List.copyOf(doors);
    this.work = new Work(limits.requests(), settings.wall());
    this.connections = new Connections(limits.connections());
    this.desks = new Desks(service, settings);
    this.front = new Front(work, connections, desks, settings.troubles());
    this.server =
        new Server(threads(), new ScheduledExecutorScheduler(settings.timers()), buffers());
    server.setHandler(front);
    server.setDynamic(false); // so that what the handler says of itself holds
    server.setErrorHandler(new ParserErrors());
    server.setStopTimeout(0);
    for (Door door : doors) {
      HttpConnectionFactory http = new HttpConnectionFactory(configuration(limits));
      Entrance entrance = new Entrance(server, door, connections, http);
      entrance.setIdleTimeout(limits.idle().toMillis());
      server.addConnector(entrance);
    }
    this.looking = connections.lookAfter(limits.idle(), settings.timers());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, IDLE_THREAD_MILLIS);
    threads.setName("hob-http");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    return threads;
  }

  private static ArrayByteBufferPool buffers() {
    return new ArrayByteBufferPool(
        0, BUFFER, LARGEST_POOLED, Integer.MAX_VALUE, POOLED_BYTES, POOLED_BYTES);
  }

  private static HttpConfiguration configuration(Settings.Limits limits) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(limits.headers());
    configuration.setInputBufferSize(BUFFER);
    configuration.setOutputBufferSize(BUFFER);
    return configuration;
  }

  private HttpServer start() throws IOException {
    try {
      server.start();
      return this;
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot start the HTTP server", e);
    }
  }

  /** The port on 127.0.0.1, if there is one. */
  public OptionalInt boundPort() {
    return doors.stream()
        .filter(LoopbackDoor.class::isInstance)
        .mapToInt(door -> ((LoopbackDoor) door).port())
        .findFirst();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.count();
  }

  /** How many requests are being answered, streams among them. */
  public int requestsInProgress() {
    return work.inProgress();
  }

  /** When a request last came, or its reply was complete. */
  public Instant lastRequest() {
    return work.lastSign();
  }

  /** Every new request is refused, to be sent again: perhaps to the next daemon. */
  public void beginNothing() {
    front.beginNothing();
  }

  /** The same, if nothing is in progress; else nothing changes, and it is false. */
  public boolean beginNothingIfIdle() {
    front.beginNothing();
    // Asked after that: what comes now is refused, and what came before is counted.
    boolean idle = work.inProgress() == 0;
    if (!idle) {
      front.beginAgain();
    }
    return idle;
  }

  /** Requests are served again. */
  public void beginAgain() {
    front.beginAgain();
  }

  /**
   * Takes the socket's file away: nobody finds it any more, and a successor can make its own. Who
   * has connected before is served, but told to close the connection; a port stays open until the
   * close.
   */
  public void stopAccepting() throws IOException {
    front.keepNoConnection();
    for (Door door : doors) {
      door.hide();
    }
  }

  /**
   * Ends the streams of events, waits some seconds for other replies, and closes all there is. The
   * socket stays until then: whoever has the reply of a call comes once more to ask for its end.
   */
  @Override
  public void close() throws IOException {
    beginNothing();
    desks.closeStreams();
    try {
      work.awaitNone(DRAIN);
      desks.awaitEnds(UNTIL_THE_END_IS_ASKED);
    } catch (InterruptedException e) {
      // Somebody is in a hurry: what is not sent by now is cut off.
      Thread.currentThread().interrupt();
    }
    desks.loseProofs();
    stopAccepting();
    looking.cancel(false);
    stop();
  }

  private void stop() throws IOException {
    try {
      server.stop();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot stop the HTTP server", e);
    }
  }
}
