package dev.hob.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service hears once whether the client had all of a command line's stdout. */
@Timeout(60)
class ReceiptIT {
  /** More than all buffers on the way hold. */
  private static final int MUCH = 20 << 20;

  private static final String REQUESTED = "o\0\0\0\4toldr\0\0\0\0";
  private static final String EXIT = "x\0\0\0\0010";

  @TempDir Path folder;

  private final Map<String, FakeService.CommandLine> commands = new HashMap<>();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final FakeService service = new FakeService(commands);
  private final Timers timers = new Timers();
  private HttpServer server;

  /** With which the time for which a proof is awaited can be short. */
  private static final class Timers extends ScheduledThreadPoolExecutor {
    private final AtomicBoolean haste = new AtomicBoolean();

    Timers() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      boolean isLong = unit.toSeconds(delay) >= Calls.KEPT_SECONDS;
      return haste.get() && isLong
          ? super.schedule(command, 1, TimeUnit.MILLISECONDS)
          : super.schedule(command, delay, unit);
    }
  }

  /** How the output gets to the launcher. */
  enum Way {
    FRAMED("Accept: " + FramedCall.TYPE + "\r\n"),
    UNFRAMED("");

    private final String header;

    Way(String header) {
      this.header = header;
    }
  }

  @BeforeEach
  void open() throws IOException {
    server =
        HttpServer.open(
            new Settings(
                Optional.of(folder.resolve("s")),
                Optional.empty(),
                Settings.Limits.DEFAULT,
                timers,
                InstantSource.system(),
                troubles::add),
            service);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    service.close();
    timers.shutdownNow();
  }

  private RawClient client() throws IOException {
    return RawClient.unix(folder.resolve("s"));
  }

  private RawClient asked(Way way, String call) throws IOException {
    return client()
        .send(
            "POST /v1/cli/"
                + call
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + way.header
                + "Content-Length: 0\r\n\r\n");
  }

  private RawClient.Reply shown(String call) throws IOException {
    try (RawClient client = client()) {
      return client.post("/v1/cli/" + call + "/shown", "").reply();
    }
  }

  private RawClient.Reply end(String call) throws IOException {
    try (RawClient client = client()) {
      return client.get("/v1/cli/" + call + "/end").reply();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void await(String what, BooleanSupplier condition) {
    Deadline deadline = Deadline.ofSeconds(10);
    while (!condition.getAsBoolean()) {
      deadline.check(() -> "waited in vain: " + what);
    }
  }

  /** A command line that tells something, and whether it was told. */
  private void telling(Receipt receipt) {
    commands.put(
        "tell",
        (body, streams) -> {
          streams.stdout().write(bytes("told"));
          streams.exit(0, receipt);
        });
  }

  private void tellingMuch(Receipt receipt) {
    commands.put(
        "much",
        (body, streams) -> {
          try {
            streams.stdout().write(RawClient.filled(MUCH, 'm'));
          } finally {
            streams.exit(0, receipt);
          }
        });
  }

  private void assertLostOnly(NotedReceipt receipt) {
    await("the receipt to be lost", receipt::isLost);
    await("the request to end", () -> server.requestsInProgress() == 0);
    assertEquals("shown 0, lost 1", receipt.toString());
  }

  private void assertShownOnly(NotedReceipt receipt) throws IOException {
    server.close(); // after which nothing more can come
    assertEquals("shown 1, lost 0", receipt.toString());
    assertEquals(List.of(), List.copyOf(troubles));
  }

  @Test
  void framedAProofIsAskedForAfterAllOutputAndTheExitFollowsIt() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();
      assertEquals(REQUESTED, client.take(REQUESTED.length()));
      assertFalse(receipt.isShown());

      assertEquals(200, shown("tell-1").status());

      assertEquals(EXIT, client.rest());
    }
    await("the call to be forgotten", () -> isUnknown("tell-1"));
    assertShownOnly(receipt);
  }

  private boolean isUnknown(String call) {
    try {
      return shown(call).status() == 404;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void framedTheExitWaitsUntilTheReceiptIsOnDisk() throws IOException {
    NotedReceipt receipt = NotedReceipt.slow();
    AtomicBoolean isOnDisk = new AtomicBoolean();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1");
        RawClient proof = client()) {
      client.head();
      client.take(REQUESTED.length());
      proof.post("/v1/cli/tell-1/shown", "");
      await("the receipt to be shown", receipt::isShown);
      later(() -> isOnDisk.set(true), receipt);

      assertEquals(EXIT, client.rest());
      assertTrue(isOnDisk.get());
      assertEquals(200, proof.reply().status());
    }
    assertShownOnly(receipt);
  }

  /** What is wrongly sent at once has the time to arrive before. */
  private void later(Runnable before, NotedReceipt receipt) {
    Future<?> ignored =
        timers.schedule(
            () -> {
              before.run();
              receipt.onDisk.complete(null);
            },
            200,
            TimeUnit.MILLISECONDS);
  }

  @Test
  void framedASecondProofIsHarmless() throws IOException {
    NotedReceipt receipt = NotedReceipt.slow();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1");
        RawClient first = client();
        RawClient second = client()) {
      client.head();
      client.take(REQUESTED.length());
      first.post("/v1/cli/tell-1/shown", "");
      await("the receipt to be shown", receipt::isShown);
      second.post("/v1/cli/tell-1/shown", "");
      await("both to be there", () -> server.requestsInProgress() == 3);
      receipt.onDisk.complete(null);

      assertEquals(200, first.reply().status());
      assertIsAnsweredOrTooLate(second.reply());
      assertEquals(EXIT, client.rest());
      assertEquals(404, shown("tell-1").status());
    }
    assertShownOnly(receipt);
  }

  /** The second of two may be read when all is over. */
  private static void assertIsAnsweredOrTooLate(RawClient.Reply second) {
    assertTrue(List.of(200, 404).contains(second.status()), second.toString());
  }

  @Test
  void framedAReceiptThatFailsIsToldInWordsAndTheClientHearsOfTheEnd() throws IOException {
    NotedReceipt receipt = NotedReceipt.slow();
    receipt.onDisk.completeExceptionally(new IOException("the disk is full"));
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();
      client.take(REQUESTED.length());

      assertEquals(200, shown("tell-1").status());
      assertEquals(EXIT, client.rest());
    }
    assertTrue(troubles.toString().contains("the disk is full"), troubles.toString());
  }

  @Test
  void framedWithoutAReceiptNothingIsAskedFor() throws IOException {
    telling(Receipt.NONE);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();

      assertEquals("o\0\0\0\4told" + EXIT, client.rest());
      assertEquals(404, shown("tell-1").status());
    }
    assertEquals(404, shown("nobody").status());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aClientThatGoesBeforeTheOutputLosesTheReceipt(Way way) throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    CountDownLatch isGone = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    commands.put(
        "tell",
        (body, streams) -> {
          begun.countDown();
          isGone.await();
          streams.exit(0, receipt);
        });
    RawClient client = asked(way, "tell-1");
    await("the call to begin", () -> begun.getCount() == 0);
    client.close();
    isGone.countDown();

    assertLostOnly(receipt);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aClientThatIsKnownToBeGoneLosesTheReceipt(Way way) throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    CountDownLatch isGone = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    commands.put(
        "tell",
        (body, streams) -> {
          streams.onGone(isGone::countDown);
          begun.countDown();
          isGone.await();
          streams.exit(0, receipt);
        });
    RawClient client = asked(way, "tell-1");
    await("the call to begin", () -> begun.getCount() == 0);
    client.close();

    assertLostOnly(receipt);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aClientThatGoesInTheMiddleOfTheOutputLosesTheReceipt(Way way) throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    tellingMuch(receipt);
    try (RawClient client = asked(way, "much-1")) {
      client.head();
      client.take(100_000);
    }

    assertLostOnly(receipt);
  }

  @Test
  void framedAClientThatGoesWithAllTheOutputButWithoutAProofLosesTheReceipt() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();
      client.take(REQUESTED.length());
    }

    assertLostOnly(receipt);
    assertEquals(404, shown("tell-1").status());
  }

  /** It may have stopped, or its output is not read. */
  @Test
  void framedAProofIsNotAwaitedForEver() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    timers.haste.set(true);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();

      assertTrue(client.rest().endsWith(EXIT));
    }
    assertLostOnly(receipt);
    assertEquals(404, shown("tell-1").status());
  }

  @Test
  void framedACloseLosesTheReceiptAndTheClientHearsOfTheEnd() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();
      client.take(REQUESTED.length());

      server.close();

      assertLostOnly(receipt);
      assertEquals(EXIT, client.rest());
    }
  }

  @Test
  void framedAServerThatBeginsNothingTakesAProof() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.FRAMED, "tell-1")) {
      client.head();
      client.take(REQUESTED.length());
      server.beginNothing();

      assertEquals(200, shown("tell-1").status());
      assertEquals(EXIT, client.rest());
    }
    assertShownOnly(receipt);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSecondExitChangesNothing(Way way) throws Exception {
    NotedReceipt first = NotedReceipt.quick();
    NotedReceipt second = NotedReceipt.quick();
    CompletableFuture<IOException> refused = new CompletableFuture<>();
    commands.put(
        "tell",
        (body, streams) -> {
          streams.stdout().write(bytes("told"));
          streams.exit(0, first);
          streams.exit(9, second);
          refused.complete(assertThrows(IOException.class, () -> streams.stdout().write('!')));
        });
    try (RawClient client = asked(way, "tell-1")) {
      client.head();
      if (way == Way.FRAMED) {
        assertEquals(REQUESTED, client.take(REQUESTED.length()));
        assertEquals(200, shown("tell-1").status());
        assertEquals(EXIT, client.rest());
      } else {
        assertEquals("told", new String(client.chunk(), StandardCharsets.ISO_8859_1));
        assertEquals(0, client.chunk().length);
        assertEquals("0\n", end("tell-1").text());
      }
    }
    assertTrue(refused.get(10, TimeUnit.SECONDS).toString().contains("ended"));
    assertEquals("shown 0, lost 1", second.toString());
    assertShownOnly(first);
  }

  @Test
  void unframedToAskForTheEndIsTheProof() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.UNFRAMED, "tell-1")) {
      assertEquals("told", client.reply().text());
      assertFalse(receipt.isShown());

      assertEquals("0\n", end("tell-1").text());
    }
    assertShownOnly(receipt);
  }

  @Test
  void unframedTheEndWaitsUntilTheReceiptIsOnDisk() throws IOException {
    NotedReceipt receipt = NotedReceipt.slow();
    AtomicBoolean isOnDisk = new AtomicBoolean();
    telling(receipt);
    try (RawClient client = asked(Way.UNFRAMED, "tell-1");
        RawClient first = client();
        RawClient second = client()) {
      client.reply();
      first.get("/v1/cli/tell-1/end");
      second.get("/v1/cli/tell-1/end"); // a second one is harmless
      await("the receipt to be shown", receipt::isShown);
      later(() -> isOnDisk.set(true), receipt);

      assertEquals("0\n", first.reply().text());
      assertTrue(isOnDisk.get());
      assertIsAnsweredOrTooLate(second.reply());
    }
    assertShownOnly(receipt);
  }

  @Test
  void unframedToAskForTheEndOfOutputThatIsNotReadProvesNothing() throws Exception {
    NotedReceipt receipt = NotedReceipt.quick();
    CompletableFuture<CallStreams> call = new CompletableFuture<>();
    CompletableFuture<Thread> writer = new CompletableFuture<>();
    commands.put(
        "flood",
        (body, streams) -> {
          writer.complete(Thread.currentThread());
          call.complete(streams);
          while (true) {
            streams.stdout().write(bytes("m".repeat(10_000)));
          }
        });
    try (RawClient end = client()) {
      try (RawClient client = asked(Way.UNFRAMED, "flood-1")) {
        client.head();
        Thread thread = writer.get(10, TimeUnit.SECONDS);
        await("the writer to wait", () -> thread.getState() == Thread.State.WAITING);
        call.join().exit(0, receipt);
        end.get("/v1/cli/flood-1/end");
        await("it to be asked", () -> server.requestsInProgress() == 2);
        assertFalse(receipt.isShown());
      }

      assertEquals("0\n", end.reply().text());
    }
    assertLostOnly(receipt);
  }

  @Test
  void unframedALauncherThatDoesNotComeForItsEndLosesTheReceipt() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    timers.haste.set(true);
    try (RawClient client = asked(Way.UNFRAMED, "tell-1")) {
      client.reply();
    }
    assertLostOnly(receipt);
  }

  @Test
  void unframedACloseLosesTheReceipt() throws IOException {
    NotedReceipt receipt = NotedReceipt.quick();
    telling(receipt);
    try (RawClient client = asked(Way.UNFRAMED, "tell-1")) {
      client.reply();

      server.close();
    }
    assertLostOnly(receipt);
  }
}
