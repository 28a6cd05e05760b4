package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import dev.hob.testing.Seeded;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpServerIT {
  private static final String TOKEN = "a-token";

  /** Small and short, so that a test can go beyond them. */
  private static final Settings.Limits LIMITS =
      new Settings.Limits(
          1 << 20, 1 << 20, 4 << 10, Duration.ofMillis(1_500), Duration.ofMillis(1_500), 200, 100);

  @TempDir Path folder;

  private final Map<String, FakeService.CommandLine> commands = new HashMap<>();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final FakeService service = new FakeService(commands);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private Path socket;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    socket = folder.resolve("s");
    server = HttpServer.open(settings(socket), service);
  }

  private Settings settings(Path path) {
    return new Settings(
        Optional.of(path),
        Optional.of(new Settings.Loopback(0, TOKEN)),
        LIMITS,
        timers,
        InstantSource.system(),
        troubles::add);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    service.close();
    timers.shutdownNow();
  }

  private RawClient client() throws IOException {
    return RawClient.unix(socket);
  }

  private RawClient.Reply ask(String request) throws IOException {
    try (RawClient client = client()) {
      return client.send(request).reply();
    }
  }

  private void assertServes() throws IOException {
    try (RawClient client = client()) {
      assertEquals("hello", client.post("/v1/echo", "hello").reply().text());
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.ofSeconds(10);
    while (!condition.getAsBoolean()) {
      deadline.check(() -> "waited in vain: " + what);
    }
  }

  @Test
  void answersOnAConnectionThatStaysOpen() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Reply reply = client.post("/v1/echo", "{\"a\":" + i + "}").reply();

        assertEquals(200, reply.status());
        assertEquals("{\"a\":" + i + "}", reply.text());
        assertEquals("application/json", reply.headers().get("content-type"));
        assertNull(reply.headers().get("server"));
      }
      assertEquals(1, server.connections());
    }
    await("the connection to go", () -> server.connections() == 0);
  }

  @Test
  void theSocketIsForItsOwnerOnly() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (RawClient client = client()) {
      client.post("/v1/echo", "1").post("/v1/echo", "22").post("/v1/length", "333");

      assertEquals("1", client.reply().text());
      assertEquals("22", client.reply().text());
      assertEquals("3", client.reply().text());
    }
  }

  @Test
  void servesManyAtOnce() throws Exception {
    List<Future<String>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String body = "body " + i;
      replies.add(
          service.threads.submit(
              () -> {
                try (RawClient client = client()) {
                  return client.post("/v1/echo", body).reply().text();
                }
              }));
    }

    for (int i = 0; i < 50; i++) {
      assertEquals("body " + i, replies.get(i).get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aLargeAnswerArrivesWhole() throws IOException {
    try (RawClient client = client()) {
      assertEquals(5_000_000, client.post("/v1/large", "").reply().text().length());
      assertEquals("again", client.post("/v1/echo", "again").reply().text());
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsToldToGoOn() throws IOException {
    try (RawClient client = client()) {
      client.send(
          lines(
              "POST /v1/length HTTP/1.1",
              "Host: localhost",
              "Content-Length: 5",
              "Expect: 100-continue",
              "",
              ""));

      assertEquals(100, client.head().status());
      assertEquals("5", client.send("12345").reply().text());
    }
  }

  @Test
  void whatTheServiceGetsWrongIsToldInWordsToItsOwnerOnly() throws IOException {
    for (String verb : List.of("fail", "throw")) {
      try (RawClient client = client()) {
        RawClient.Reply reply = client.post("/v1/" + verb, "").reply();

        assertEquals(500, reply.status());
        assertTrue(reply.text().contains("\"code\":\"internal\""), reply.text());
        assertFalse(reply.text().contains("Exception"), reply.text());
      }
    }
    assertEquals(2, troubles.size());
    assertTrue(troubles.element().contains("the disk is gone"), troubles.element());
    assertServes();
  }

  @Test
  void pathsThatAreNotPlainAreNotFound() throws IOException {
    for (String path :
        List.of(
            "/",
            "/v1",
            "/v1/",
            "/v2/echo",
            "/v1/../x",
            "/v1/./echo",
            "/v1/%2e%2e/echo",
            "/v1/%2E%2E%2fetc",
            "/v1/ec%68o",
            "//v1/echo",
            "/v1//echo",
            "/v1/echo/",
            "/v1/echo;a=b",
            "/v1/echo%00",
            "/v1/Echo",
            "/v1/" + "a".repeat(33),
            "/v1/cli/",
            "/v1/cli/a/b",
            "/v1/cli/a_b",
            "*")) {
      RawClient.Reply reply = ask(post(path));

      assertTrue(List.of(400, 404, 405).contains(reply.status()), path + ": " + reply.status());
      assertTrue(reply.text().startsWith("{\"error\":{\"code\":\"bad_request\""), reply.text());
    }
    assertEquals(0, service.calls.get());
  }

  private static String post(String path) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void whatIsNoRequestAtAllIsRefusedInTheSameForm() throws IOException {
    for (String request :
        List.of(
            "NONSENSE\r\n\r\n",
            "GET /v1/events\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            lines("GET /v1/events HTTP/1.1", "Host: localhost", "X: " + "a".repeat(10_000), "", ""),
            "GET /v1/events HTTP/1.1\r\n\r\n",
            "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            "GET /v1/events HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1x\r\n\r\n",
            lines(
                "POST /v1/echo HTTP/1.1",
                "Host: localhost",
                "Content-Length: 1",
                "Content-Length: 2",
                "",
                "ab"),
            lines(
                "POST /v1/echo HTTP/1.1",
                "Host: localhost",
                "Content-Length: 4",
                "Transfer-Encoding: chunked",
                "",
                "0",
                "",
                ""),
            lines(
                "POST /v1/echo HTTP/1.1",
                "Host: localhost",
                "Transfer-Encoding: chunked",
                "",
                "zz",
                ""))) {
      try (RawClient client = client()) {
        String reply = client.trySend(request).rest();

        assertTrue(reply.startsWith("HTTP/1.1 4") || reply.startsWith("HTTP/1.1 5"), reply);
        assertTrue(reply.contains("{\"error\":{\"code\":\"bad_request\""), request + reply);
        assertFalse(reply.toLowerCase(java.util.Locale.ROOT).contains("jetty"), reply);
      }
    }
    assertEquals(0, service.calls.get());
    assertServes();
  }

  @Test
  void otherMethodsAreRefused() throws IOException {
    for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")) {
      RawClient.Reply reply =
          ask(method + " /v1/cli/some-call HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertEquals(405, reply.status(), method);
      assertEquals("POST", reply.headers().get("allow"));
      assertNull(reply.headers().get("access-control-allow-origin"));
    }
    assertEquals(405, ask(post("/v1/tasks/t1/output")).status());
  }

  @Test
  void onlyThisMachineMayBeAskedFor() throws IOException {
    Map<String, Integer> hosts = new HashMap<>();
    List.of("localhost", "localhost:80", "127.0.0.1:8123", "[::1]", "[::1]:9")
        .forEach(host -> hosts.put(host, 200));
    List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1")
        .forEach(host -> hosts.put(host, 403));
    for (Map.Entry<String, Integer> host : hosts.entrySet()) {
      RawClient.Reply reply = ask(post("/v1/echo").replace("localhost", host.getKey()));

      assertEquals(host.getValue(), reply.status(), host.getKey());
    }
    int absolute =
        ask(lines(
                "POST http://evil.example/v1/echo HTTP/1.1",
                "Host: localhost",
                "Content-Length: 0",
                "",
                ""))
            .status();
    assertTrue(absolute == 403 || absolute == 400, "" + absolute);
  }

  @Test
  void pagesOfOtherOriginsMayNotAsk() throws IOException {
    Map<String, Integer> origins =
        Map.of(
            "http://localhost", 200,
            "http://evil.example", 403,
            "https://localhost", 403,
            "http://localhost:81", 403,
            "null", 403);
    for (Map.Entry<String, Integer> origin : origins.entrySet()) {
      String header = "Host: localhost\r\nOrigin: " + origin.getKey();
      RawClient.Reply reply = ask(post("/v1/echo").replace("Host: localhost", header));

      assertEquals(origin.getValue(), reply.status(), origin.getKey());
    }
  }

  @Test
  void aPortWantsItsToken() throws IOException {
    Map<String, Integer> headers =
        Map.of(
            "X: y",
            401,
            "Authorization: Bearer " + TOKEN,
            200,
            "Authorization: Bearer " + TOKEN + "x",
            401,
            "Authorization: Bearer",
            401,
            "Authorization: Basic " + TOKEN,
            401);
    for (Map.Entry<String, Integer> header : headers.entrySet()) {
      try (RawClient client = RawClient.tcp(server.boundPort().orElseThrow())) {
        String with = "Host: localhost\r\n" + header.getKey();
        client.send(post("/v1/echo").replace("Host: localhost", with));

        assertEquals(header.getValue(), client.reply().status(), header.getKey());
      }
    }
  }

  @Test
  void bodiesThatAreTooLargeAreRefusedAndTheConnectionEnds() throws IOException {
    String head = "POST /v1/length HTTP/1.1\r\nHost: localhost\r\n";
    try (RawClient client = client()) {
      client.send(head + "Content-Length: 9999999999\r\n\r\n");

      assertEquals(413, client.reply().status());
      assertEquals("", client.rest());
    }
    try (RawClient client = client()) {
      assertEquals("1048576", client.post("/v1/length", new byte[1 << 20]).reply().text());
    }
    try (RawClient endless = client()) {
      endless.send(head + "Transfer-Encoding: chunked\r\n\r\n");

      byte[] chunk = lines("1000", "x".repeat(4096), "").getBytes(StandardCharsets.US_ASCII);
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100_000; i++) {
              endless.send(chunk);
            }
          });
      String reply = endless.rest();
      assertTrue(reply.startsWith("HTTP/1.1 413"), reply);
    }
    assertServes();
  }

  @Test
  void whoSendsTooSlowlyIsCutOffAndHoldsUpNobody() throws IOException {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        slow.add(client().send("POST /v1/echo HTTP/1.1\r\nHos"));
        slow.add(client().send("POST /v1/echo HTTP/1.1\r\nHost: localhost\r\n"));
        slow.get(slow.size() - 1).send("Content-Length: 10000\r\n\r\n");
      }
      for (int i = 0; i < 20; i++) {
        assertServes();
      }

      // A byte now and then is progress for a timeout of idleness, but not for these.
      await(
          "the slow ones to be cut off",
          () -> {
            slow.forEach(client -> client.trySend("x"));
            return server.connections() == 0;
          });
      assertEquals(0, server.requestsInProgress());
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedButNotOneThatWaitsForItsAnswer() throws IOException {
    try (RawClient idle = client();
        RawClient waiting = client()) {
      waiting.post("/v1/later", "");

      assertEquals("", idle.rest());
      service.later.complete(FakeService.json(200, "late"));
      assertEquals("late", waiting.reply().text());
    }
  }

  @Test
  void eventsComeWithIdNameAndLines() throws IOException {
    try (RawClient client = client()) {
      RawClient.Reply head = client.get("/v1/events?since=1%202&kind=a").head();
      EventSink sink = service.sinks.remove();

      assertTrue(sink.send(Optional.of("7"), "end", "one\ntwo"));
      assertTrue(sink.beat());

      assertEquals("text/event-stream", head.headers().get("content-type"));
      assertEquals(
          "id: 7\nevent: end\ndata: one\ndata: two\n\n: \n\n", client.chunksUntil(": \n\n"));
      assertEquals(
          new FakeService.Query("events", Map.of("since", "1 2", "kind", "a")),
          service.queries.element());
      assertThrows(IllegalArgumentException.class, () -> sink.send(Optional.of("1\n2"), "end", ""));

      sink.close();
      assertEquals(0, client.chunk().length);
      assertFalse(sink.beat());
    }
  }

  @Test
  void aStreamCanBeRefused() throws IOException {
    try (RawClient client = client()) {
      RawClient.Reply reply = client.get("/v1/tasks/t123/output").reply();

      assertEquals(404, reply.status());
      assertEquals("{\"no\":1}", reply.text());
      assertEquals("tasks/t123/output", service.queries.element().path());
    }
    for (String query : List.of("a=1&a=2", "a=%zz", "a=%ff")) {
      int status = ask("GET /v1/events?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status();

      assertEquals(400, status, query);
    }
  }

  @Test
  void aSlowReaderOfEventsLosesItsStreamAlone() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawClient slow = client();
        RawClient quick = client()) {
      slow.get("/v1/events").head();
      EventSink toSlow = service.sinks.remove();
      toSlow.onClosed(() -> closed.set(true));
      quick.get("/v1/events").head();
      EventSink toQuick = service.sinks.remove();

      String data = "x".repeat(10_000);
      for (int i = 0; toSlow.send(Optional.empty(), "e", data); i++) {
        assertTrue(i < 1_000, "nobody reads, and still everything is taken");
      }
      toQuick.send(Optional.empty(), "e", "still here");

      assertTrue(closed.get());
      assertTrue(quick.chunksUntil("\n\n").contains("still here"));
      slow.rest();
    }
    await("both to go", () -> server.requestsInProgress() == 0);
  }

  @Test
  void aStreamWhoseReaderGoesIsClosed() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    try (RawClient client = client()) {
      client.get("/v1/events").head();
      service.sinks.remove().onClosed(() -> closed.set(true));
    }
    await("the stream to be closed", closed::get);
    await("the request to end", () -> server.requestsInProgress() == 0);
  }

  @Test
  void aCommandLineGivesItsBytesItsStatusAndWhatNobodyRead() throws IOException {
    byte[] binary = new byte[10 << 20];
    Seeded random = Seeded.of(1);
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) random.nextLong();
    }
    commands.put(
        "binary",
        (body, streams) -> {
          streams.stderr().write("oops\n".getBytes(StandardCharsets.UTF_8));
          streams.stdout().write(binary);
          streams.exit(body.length);
        });
    try (RawClient client = client()) {
      RawClient.Reply reply = client.post("/v1/cli/binary-1", "abc").reply();

      assertEquals("application/octet-stream", reply.headers().get("content-type"));
      assertArrayEquals(binary, reply.text().getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(409, ask(post("/v1/cli/binary-1")).status());
      RawClient.Reply end = ask(get("/v1/cli/binary-1/end"));
      assertEquals("3\noops\n", end.text());
      assertEquals("text/plain", end.headers().get("content-type"));
    }
    await("it to be forgotten", () -> status(get("/v1/cli/binary-1/end")) == 404);
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private int status(String request) {
    try {
      return ask(request).status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void outputIsSentAsItIsWritten() throws Exception {
    CountDownLatch more = new CountDownLatch(1);
    commands.put(
        "live",
        (body, streams) -> {
          streams.stdout().write('a');
          streams.stderr().write('b');
          more.await();
          streams.stdout().write('c');
          streams.stderr().write('d');
          streams.exit(0);
        });
    try (RawClient stdout = client();
        RawClient stderr = client()) {
      // The reader of stderr may come before the call.
      stderr.get("/v1/cli/live-1/stderr");
      stdout.post("/v1/cli/live-1", "").head();
      stderr.head();

      assertEquals("a", new String(stdout.chunk(), StandardCharsets.UTF_8));
      assertEquals("b", new String(stderr.chunk(), StandardCharsets.UTF_8));
      more.countDown();
      assertEquals("c", new String(stdout.chunk(), StandardCharsets.UTF_8));
      assertEquals("d", new String(stderr.chunk(), StandardCharsets.UTF_8));
      assertEquals(0, stdout.chunk().length);
      assertEquals(0, stderr.chunk().length);
      assertEquals("0\n", ask(get("/v1/cli/live-1/end")).text());
    }
  }

  @Test
  void whoReadsStderrIsGivenAllOfItAndTheEndNothing() throws Exception {
    int length = 6 << 20; // more than any buffer on the way holds
    commands.put(
        "both",
        (body, streams) -> {
          streams.stderr().write(RawClient.filled(length, 'e'));
          streams.exit(0);
        });
    try (RawClient stdout = client();
        RawClient stderr = client();
        RawClient end = client()) {
      stderr.get("/v1/cli/both-1/stderr");
      await("the reader to be there", () -> server.requestsInProgress() == 1);
      stdout.post("/v1/cli/both-1?stderr=read", "").head();
      stderr.head();
      end.get("/v1/cli/both-1/end"); // asked for while much of it is on its way

      int read = 0;
      for (byte[] piece = stderr.chunk(); piece.length > 0; piece = stderr.chunk()) {
        read += piece.length;
      }

      assertEquals(length, read);
      assertEquals("0\n", end.reply().text());
    }
  }

  @Test
  void nothingIsLetGoWhileAPromisedReaderIsAwaited() throws Exception {
    int length = 3 << 20; // more than is kept for nobody
    AtomicBoolean isWritten = new AtomicBoolean();
    commands.put(
        "late",
        (body, streams) -> {
          streams.stderr().write(RawClient.filled(length, 'e'));
          isWritten.set(true);
          streams.exit(0);
        });
    try (RawClient stdout = client();
        RawClient stderr = client()) {
      stdout.post("/v1/cli/late-1?stderr=read", "").head();
      assertFalse(isWritten.get());
      stderr.get("/v1/cli/late-1/stderr").head();

      int read = 0;
      for (byte[] piece = stderr.chunk(); piece.length > 0; piece = stderr.chunk()) {
        read += piece.length;
      }
      assertEquals(length, read);
      assertEquals("0\n", ask(get("/v1/cli/late-1/end")).text());
    }
  }

  /** A launcher that was killed between its two connections must not hold up the call. */
  @Test
  void aPromisedReaderThatDoesNotComeIsNotAwaitedForEver() throws Exception {
    commands.put(
        "never",
        (body, streams) -> {
          streams.stderr().write(RawClient.filled(3 << 20, 'e'));
          streams.exit(0);
        });
    try (RawClient stdout = client()) {
      stdout.post("/v1/cli/never-1?stderr=read", "").head();

      assertEquals(0, stdout.chunk().length);
      assertTrue(ask(get("/v1/cli/never-1/end")).text().startsWith("0\n[hob: "));
    }
  }

  @Test
  void stderrOfACallThatNeverComesIsNotFound() throws IOException {
    assertEquals(404, ask(get("/v1/cli/nobody/stderr")).status());
    assertEquals(404, ask(get("/v1/cli/nobody/end")).status());
  }

  @Test
  void tooMuchUnreadStderrLosesItsBeginningAndSaysSo() throws IOException {
    commands.put(
        "chatty",
        (body, streams) -> {
          streams.stderr().write(RawClient.filled(3 << 20, 'x'));
          streams.stderr().write("the end".getBytes(StandardCharsets.UTF_8));
          streams.exit(0);
        });
    try (RawClient client = client()) {
      client.post("/v1/cli/chatty-1", "").reply();
    }

    String end = ask(get("/v1/cli/chatty-1/end")).text();

    assertTrue(end.startsWith("0\n[hob: 2"), end.substring(0, 40));
    assertTrue(end.endsWith("xthe end"));
    assertTrue(end.length() <= Call.STDERR_BOUND + 100);
  }

  @Test
  void whoDoesNotReadHoldsUpItsOwnWriterOnly() throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<IOException> refused = new CompletableFuture<>();
    AtomicBoolean gone = new AtomicBoolean();
    commands.put(
        "flood",
        (body, streams) -> {
          streams.onGone(() -> gone.set(true));
          OutputStream out = streams.stdout();
          byte[] piece = new byte[10_000];
          try {
            while (true) {
              out.write(piece);
              written.addAndGet(piece.length);
            }
          } catch (IOException e) {
            refused.complete(e);
          }
        });
    try (RawClient client = client()) {
      client.post("/v1/cli/flood-1", "").head();
      AtomicLong before = new AtomicLong(-1);
      await("the writer to wait", () -> before.getAndSet(written.get()) == written.get());
      for (int i = 0; i < 20; i++) {
        assertServes();
      }
      assertTrue(written.get() < 4 << 20, "written: " + written);
      assertFalse(refused.isDone());
    }
    assertTrue(refused.get(10, TimeUnit.SECONDS).toString().contains("gone"));
    await("the service to be told", gone::get);
    await("the request to end", () -> server.requestsInProgress() == 0);
  }

  @Test
  void aQuietCommandLineHearsThatItsClientIsGone() throws IOException {
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean gone = new AtomicBoolean();
    commands.put(
        "quiet",
        (body, streams) -> {
          streams.onGone(() -> gone.set(true));
          begun.set(true);
        });
    try (RawClient client = client()) {
      client.post("/v1/cli/quiet-1", "").head();
      await("it to begin", begun::get);
      assertFalse(gone.get());
    }
    await("the service to be told", gone::get);
  }

  @Test
  void aClientThatGoesInTheMiddleOfItsBodyLeavesNothingBehind() throws IOException {
    for (String path : List.of("/v1/echo", "/v1/cli/half-1")) {
      try (RawClient client = client()) {
        client.send(post(path).replace("Length: 0", "Length: 1000") + "half");
      }
    }
    await("both to go", () -> server.connections() == 0 && server.requestsInProgress() == 0);
    assertEquals(0, service.calls.get());
    assertEquals(404, ask(get("/v1/cli/half-1/end")).status());
  }

  @Test
  void whoCameBeforeTheSocketWasTakenAwayIsServed() throws IOException {
    try (RawClient before = client()) {
      server.stopAccepting();

      assertFalse(Files.exists(socket));
      assertThrows(IOException.class, this::client);
      RawClient.Reply reply = before.post("/v1/echo", "still").reply();
      assertEquals("still", reply.text());
      assertEquals("close", reply.headers().get("connection"));
    }
    try (HttpServer successor = HttpServer.open(settings(socket), service)) {
      server.close();
      assertServes();
      await("it to be done with that", () -> successor.requestsInProgress() == 0);
    }
  }

  @Test
  void aCloseWaitsForRepliesAndEndsStreams() throws Exception {
    try (RawClient waiting = client();
        RawClient events = client()) {
      waiting.post("/v1/later", "");
      events.get("/v1/events").head();
      await("both to be in progress", () -> server.requestsInProgress() == 2);

      Future<?> closing =
          service.threads.submit(
              () -> {
                server.close();
                return true;
              });
      assertEquals(0, events.chunk().length);
      assertFalse(closing.isDone());
      service.later.complete(FakeService.json(200, "done"));

      assertEquals("done", waiting.reply().text());
      closing.get(10, TimeUnit.SECONDS);
      assertFalse(Files.exists(socket));
    }
  }

  @Test
  void aSocketThatIsTakenIsLeftAlone() throws IOException {
    assertThrows(IOException.class, () -> HttpServer.open(settings(socket), service));

    assertServes();
  }

  @Test
  void connectionsAreBounded() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * LIMITS.connections(); i++) {
        clients.add(client());
      }
      // One that is too many is there until it is turned away.
      await(
          "those that are too many to be turned away",
          () ->
              server.connections() >= LIMITS.connections() / 2
                  && server.connections() <= LIMITS.connections());
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    await("all to go", () -> server.connections() == 0);
    assertServes();
  }

  @Test
  void hostileRequestsLeaveNoMemoryBehind() throws IOException {
    hostile(200);
    awaitNobody();
    long before = usedAfterCollection();

    hostile(2_000);

    awaitNobody();
    await("memory to be given back", () -> usedAfterCollection() - before < 8 << 20);
    assertServes();
  }

  private void awaitNobody() {
    await("all to go", () -> server.connections() == 0 && server.requestsInProgress() == 0);
  }

  private void hostile(int count) throws IOException {
    String head = "POST /v1/echo HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < count; i++) {
      try (RawClient client = client()) {
        switch (i % 5) {
          case 0 -> client.trySend(head + lines("Content-Length: 100000", "", "x".repeat(20_000)));
          case 1 -> client.trySend("\u0016\u0003\u0001garbage\r\n\r\n").rest();
          case 2 -> client.trySend(head + "Content-Length: 99999999\r\n\r\n").reply();
          case 3 -> client.get("/v1/events").head();
          default -> client.post("/v1/large", "").head();
        }
      }
      service.sinks.clear();
      service.queries.clear();
    }
  }

  private static long usedAfterCollection() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void mutatedRequestsDoNotStopTheServer() throws IOException {
    Seeded random = Seeded.fresh();
    List<String> seeds =
        List.of(
            post("/v1/echo"),
            post("/v1/cli/fuzz-1"),
            get("/v1/events?a=b&c=%20d"),
            get("/v1/cli/fuzz-1/end"),
            lines(
                "POST /v1/echo HTTP/1.1",
                "Host: localhost",
                "Transfer-Encoding: chunked",
                "",
                "3",
                "abc",
                "0",
                "",
                ""),
            "POST http://localhost/v1/echo HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    for (int i = 0; i < Seeded.rounds(300); i++) {
      byte[] request = mutated(random, random.of(seeds));
      try (RawClient client = client()) {
        client.trySend(request);
        if (random.chance()) {
          client.trySend(mutated(random, random.of(seeds)));
        }
        if (i % 10 == 0) {
          assertServes();
        }
      } catch (IOException e) {
        // The server may end the connection at any time.
      }
    }
    await("all to go", () -> server.connections() == 0);
    await("all to end", () -> server.requestsInProgress() == 0);
    assertServes();
    assertEquals(List.of(), List.copyOf(troubles));
  }

  private static byte[] mutated(Seeded random, String seed) {
    byte[] bytes = seed.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = random.below(4); i >= 0; i--) {
      int at = random.below(bytes.length);
      switch (random.below(4)) {
        case 0 -> bytes[at] = (byte) random.nextLong();
        case 1 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 2 -> bytes[at] = random.of((byte) '\r', (byte) '\n', (byte) ':', (byte) 0);
        default -> bytes = doubled(bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] doubled(byte[] bytes, int from) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + bytes.length - from);
    System.arraycopy(bytes, from, longer, bytes.length, bytes.length - from);
    return longer;
  }
}
