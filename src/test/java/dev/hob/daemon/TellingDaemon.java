package dev.hob.daemon;

import dev.hob.cli.Invocation;
import dev.hob.cli.InvocationCodec;
import dev.hob.http.Answer;
import dev.hob.http.CallStreams;
import dev.hob.http.EventSink;
import dev.hob.http.HttpServer;
import dev.hob.http.Receipt;
import dev.hob.http.Service;
import dev.hob.http.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon's own server in this JVM, for an installation's launchers. What it tells is made up,
 * and it notes whether that was proved to have arrived.
 */
final class TellingDaemon implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final HttpServer server;

  /** The calls that came, in order. */
  final List<Invocation> calls = new CopyOnWriteArrayList<>();

  final AtomicInteger shown = new AtomicInteger();
  final AtomicInteger lost = new AtomicInteger();
  final AtomicInteger gone = new AtomicInteger();
  final Queue<String> troubles = new ConcurrentLinkedQueue<>();

  /** What is told to a call, as its stdout; then its exit status. */
  interface Telling {
    int tell(int round, CallStreams streams) throws Exception;
  }

  TellingDaemon(Installation of, Telling telling) throws IOException {
    Path run =
        Files.createDirectories(
            of.store().resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = run.resolve("hobd.sock");
    this.server =
        HttpServer.open(
            new Settings(
                Optional.of(socket),
                Optional.empty(),
                Settings.Limits.DEFAULT,
                timers,
                InstantSource.system(),
                troubles::add),
            new Told(telling));
    Path address = of.store().resolve("hobd.json");
    Files.writeString(
        address,
        """
        {
          "schema_version": 1,
          "version": "%s",
          "socket": "%s",
          "pid": %d,
          "start": "1",
          "host": "here",
          "boot_id": "this",
          "pid_ns": "own"
        }
        """
            .formatted(version(), socket, ProcessHandle.current().pid()));
    Files.setPosixFilePermissions(address, PosixFilePermissions.fromString("rw-------"));
  }

  /** The one that the launchers take themselves for. */
  private static String version() throws IOException {
    Matcher matcher =
        Pattern.compile("hob_version='(.*)'").matcher(Files.readString(Installation.script()));
    if (!matcher.find()) {
      throw new AssertionError("the launcher has no version");
    }
    return matcher.group(1);
  }

  /** All that has come is answered; whatever was not proved by now is lost. */
  void end() throws IOException {
    server.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
    timers.shutdownNow();
  }

  @Override
  public String toString() {
    return "shown " + shown + ", lost " + lost + " of " + calls.size();
  }

  private final class Told implements Service, Receipt {
    private final Telling telling;

    Told(Telling telling) {
      this.telling = telling;
    }

    @Override
    public CompletableFuture<Answer> call(String verb, byte[] body) {
      return CompletableFuture.failedFuture(new IllegalStateException("no verb is called here"));
    }

    @Override
    public CompletableFuture<Answer> tools(Map<String, String> query, byte[] message) {
      return call("mcp", message);
    }

    @Override
    public CompletableFuture<Optional<Answer>> stream(
        String path, Map<String, String> query, EventSink sink) {
      return CompletableFuture.completedFuture(
          Optional.of(new Answer(404, "{}".getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void commandLine(String call, byte[] body, CallStreams streams) {
      calls.add(InvocationCodec.decode(call, body).orElseThrow());
      int round = calls.size();
      streams.onGone(gone::incrementAndGet);
      threads.execute(() -> tell(round, streams));
    }

    private void tell(int round, CallStreams streams) {
      int status = 70;
      try {
        status = telling.tell(round, streams);
      } catch (Exception e) {
        troubles.add(e.toString());
      } finally {
        streams.exit(status, this);
      }
    }

    @Override
    public CompletableFuture<?> shown() {
      shown.incrementAndGet();
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public void lost() {
      lost.incrementAndGet();
    }
  }
}
