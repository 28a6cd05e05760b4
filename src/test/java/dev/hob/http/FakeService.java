package dev.hob.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers according to the verb, and hands out what a test wants to hold in its hands. */
final class FakeService implements Service, AutoCloseable {
  final AtomicInteger calls = new AtomicInteger();
  final CompletableFuture<Answer> later = new CompletableFuture<>();

  /** What a call of {@code wait} is answered with, each with its own. */
  final Queue<CompletableFuture<Answer>> waiting = new ConcurrentLinkedQueue<>();

  final Queue<EventSink> sinks = new ConcurrentLinkedQueue<>();
  final Queue<Query> queries = new ConcurrentLinkedQueue<>();
  final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, CommandLine> commands;

  record Query(String path, Map<String, String> parameters) {}

  /** What a command line does, on a thread of the service's. */
  interface CommandLine {
    void run(byte[] body, CallStreams streams) throws Exception;
  }

  FakeService(Map<String, CommandLine> commands) {
    this.commands = commands;
  }

  static Answer json(int status, String text) {
    return new Answer(status, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<Answer> call(String verb, byte[] body) {
    calls.incrementAndGet();
    return switch (verb) {
      case "length" -> CompletableFuture.completedFuture(json(200, "" + body.length));
      case "later" -> later;
      case "wait" -> {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting.add(answer);
        yield answer;
      }
      case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("the disk is gone"));
      case "throw" -> throw new IllegalStateException("a mistake");
      case "large" ->
          CompletableFuture.completedFuture(new Answer(200, RawClient.filled(5_000_000, 'x')));
      default -> CompletableFuture.completedFuture(new Answer(200, body));
    };
  }

  @Override
  public CompletableFuture<Answer> tools(Map<String, String> query, byte[] message) {
    return CompletableFuture.completedFuture(
        json(200, query + " " + new String(message, StandardCharsets.UTF_8)));
  }

  @Override
  public CompletableFuture<Optional<Answer>> stream(
      String path, Map<String, String> query, EventSink sink) {
    queries.add(new Query(path, query));
    if (!path.equals("events")) {
      return CompletableFuture.completedFuture(Optional.of(json(404, "{\"no\":1}")));
    }
    sinks.add(sink);
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public void commandLine(String call, byte[] body, CallStreams streams) {
    CommandLine command = commands.getOrDefault(call.split("-")[0], (bytes, to) -> to.exit(0));
    threads.execute(
        () -> {
          try {
            command.run(body, streams);
          } catch (Exception e) {
            streams.exit(99);
          }
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
